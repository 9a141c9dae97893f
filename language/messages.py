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
    }
)
