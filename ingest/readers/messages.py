"""What the PDF reader, the judge of text quality and OCR say, in both languages.

The codes of the second part stand in `Page.reason` and take no values.
"""

from __future__ import annotations

import errors

errors.register(
    {
        "pdf-encrypted": (
            "{path} is locked with a password. Add it again with --password.",
            "「{path}」はパスワードで保護されています。--password を付けて追加し直してください。",
        ),
        "pdf-wrong-password": (
            "The password given does not open {path}. Check it and add the file again with"
            " --password.",
            "指定のパスワードでは「{path}」を開けません。確かめて、--password を付けて追加し直して"
            "ください。",
        ),
        "pdf-unsupported-lock": (
            "{path} is locked in a way that cannot be opened here (a certificate or a rights"
            " server). Save an unlocked copy in the program that may open it.",
            "「{path}」は証明書や権利管理サーバーで保護されており、ここでは開けません。"
            "開けるソフトで保護のない控えを保存してください。",
        ),
        "pdf-damaged": (
            "{path} is not a readable PDF: the file is damaged or incomplete. Get it again from"
            " where it came, or print it to a new PDF.",
            "「{path}」は PDF として読めません。壊れているか、途中で切れています。"
            "入手し直すか、PDF に印刷し直してください。",
        ),
        "pdf-no-pages": (
            "{path} is a PDF without pages. Export it again from the program that made it.",
            "「{path}」はページのない PDF です。作成したソフトから書き出し直してください。",
        ),
        "pdf-blank": (
            "{path} has {pages} page(s) and nothing on them. Check that the right file was saved.",
            "「{path}」は {pages} ページすべてが白紙です。正しいファイルかどうか確かめてください。",
        ),
        "pdf-facts-unread": (
            "The text of {path} was read, but not all of its metadata, outline, page labels and"
            " attachments: {why}. State title and authors in paper.toml if they are missing.",
            "「{path}」の本文は読めましたが、書誌情報・しおり・ページ番号・添付ファイルの一部を"
            "読めませんでした（{why}）。題名や著者がなければ paper.toml に書いてください。",
        ),
        "pdf-attachment-skipped": (
            "The attachment {name} of {path} was left out: {size} bytes is more than {limit}."
            " Save it as a file of its own to add it.",
            "「{path}」の添付ファイル「{name}」は大きすぎるため除きました（{size} バイト、上限"
            " {limit} バイト）。追加するには単独のファイルとして保存してください。",
        ),
        "ocr-missing": (
            "{count} page(s) of {path} need text recognition (OCR), and Tesseract with {languages}"
            " is not installed: search may miss pages {pages}. Install it (Debian, Ubuntu:"
            " apt install tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert; macOS:"
            " brew install tesseract tesseract-lang) and add the file again.",
            "「{path}」の {count} ページは文字認識（OCR）が必要ですが、Tesseract の言語データ"
            "（{languages}）がありません。検索で見落とすおそれがあるページ：{pages}。インストール"
            "（Debian・Ubuntu: apt install tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert、"
            "macOS: brew install tesseract tesseract-lang）してから追加し直してください。",
        ),
        "ocr-unavailable": (
            "Text recognition (OCR) needs the program Tesseract. Install it (Debian, Ubuntu:"
            " apt install tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert; macOS:"
            " brew install tesseract tesseract-lang).",
            "文字認識（OCR）には Tesseract が必要です。インストールしてください（Debian・Ubuntu:"
            " apt install tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert、macOS:"
            " brew install tesseract tesseract-lang）。",
        ),
        "ocr-failed": (
            "Text recognition (OCR) of {path} failed on pages {pages}: {why}. Search may miss"
            " them. Add the file again to retry.",
            "「{path}」の文字認識（OCR）に失敗しました。ページ：{pages}（{why}）。"
            "検索で見落とすおそれがあります。もう一度追加すると再試行します。",
        ),
    }
)

# Reasons of a page's quality.
errors.register(
    {
        "image-only": (
            "This page is a picture without text. Search may miss this page; OCR can read it.",
            "文字情報のない画像だけのページです。検索で見落とすおそれがあります。文字認識（OCR）で"
            "読み取れます。",
        ),
        "blank": ("This page is blank.", "白紙のページです。"),
        "page-damaged": (
            "This page is damaged and could not be read. Search may miss this page.",
            "ページが壊れていて読めません。検索で見落とすおそれがあります。",
        ),
        "unmapped-characters": (
            "The fonts of this page do not say which characters they draw. Search may miss this"
            " page; OCR can read it.",
            "フォントに文字の対応情報がなく、正しい文字が分かりません。検索で見落とすおそれが"
            "あります。文字認識（OCR）で読み取れます。",
        ),
        "mojibake": (
            "This page was decoded with the wrong encoding (mojibake). Search may miss this page.",
            "文字化けしています。検索で見落とすおそれがあります。",
        ),
        "rare-kanji": (
            "The kanji of this page make no sense together: its fonts name the wrong characters."
            " Search may miss this page; OCR can read it.",
            "ふつうは使われない漢字ばかりで、フォントの文字の対応が誤っています。"
            "検索で見落とすおそれがあります。文字認識（OCR）で読み取れます。",
        ),
        "no-words": (
            "The letters of this page form no words. Search may miss this page; OCR can read it.",
            "文字の並びが言葉になっていません。検索で見落とすおそれがあります。"
            "文字認識（OCR）で読み取れます。",
        ),
        "mixed-scripts": (
            "This page mixes scripts that do not occur together. Search may miss this page; OCR"
            " can read it.",
            "一緒に使われることのない文字体系が混ざっています。検索で見落とすおそれがあります。"
            "文字認識（OCR）で読み取れます。",
        ),
        "no-spaces": (
            "The words of this page are not separated. Search may miss this page.",
            "単語の区切りが失われています。検索で見落とすおそれがあります。",
        ),
        "ocr-doubtful": (
            "Text recognition (OCR) was unsure of this page. Search may miss this page.",
            "文字認識（OCR）の結果に確信が持てません。検索で見落とすおそれがあります。",
        ),
    }
)
