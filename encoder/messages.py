"""What the encoder's errors say, in both languages."""

import errors

errors.register(
    {
        "encoder-not-found": (
            "The encoder “{name}” cannot be loaded: {why}. Use --encoder bundled, or download the"
            " model where there is a network and give the path of its folder.",
            "エンコーダー「{name}」を読み込めません（{why}）。--encoder bundled"
            " を使うか、ネットワークのある環境でモデルをダウンロードし、そのフォルダーのパスを"
            "指定してください。",
        ),
        "encoder-incomplete": (
            "The encoder folder {path} lacks {file}. Restore it with"
            " `git checkout -- encoder/model` or make it anew with `make model`.",
            "エンコーダーのフォルダー「{path}」に {file} がありません。"
            "`git checkout -- encoder/model` で戻すか、`make model` で作り直してください。",
        ),
    }
)
