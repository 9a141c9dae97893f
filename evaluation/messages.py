"""What the errors of measuring say, in both languages."""

import errors

errors.register(
    {
        "evaluation-sets-missing": (
            "The folder {path} holds none of the evaluation sets {names}. Give a folder that has at"
            " least one of them with --sets.",
            "フォルダー「{path}」には評価用データ（{names}）が一つもありません。"
            "少なくとも一つを含むフォルダーを --sets で指定してください。",
        ),
    }
)
