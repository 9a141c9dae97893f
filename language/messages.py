from errors import register

register(
    {
        "dictionary-not-compiled": (
            "The user dictionary of {count} terms could not be compiled into {path}: {why}."
            " Check that the folder can be written to and that fugashi and unidic-lite are"
            " installed (`pip install --force-reinstall fugashi unidic-lite`).",
            "用語 {count} 件のユーザー辞書を「{path}」に作成できません（{why}）。フォルダに"
            "書き込めるか、fugashi と unidic-lite が正しく入っているかを確かめてください"
            "（`pip install --force-reinstall fugashi unidic-lite`）。",
        ),
        "mecab-not-loaded": (
            "The Japanese dictionary could not be loaded: {why}. Delete the folder of compiled"
            " dictionaries in the library; if that does not help, run"
            " `pip install --force-reinstall fugashi unidic-lite`.",
            "日本語の辞書を読み込めません（{why}）。ライブラリにある作成済み辞書のフォルダを削除して"
            "ください。それでも直らなければ `pip install --force-reinstall fugashi unidic-lite`"
            " を実行してください。",
        ),
    }
)
