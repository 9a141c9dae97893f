"""What can go wrong between a path and a page, in both languages."""

from __future__ import annotations

import errors

errors.register(
    {
        # -- finding files ---------------------------------------------------------------------
        "file-missing": (
            "{path} does not exist. Check the spelling, or whether the disk is connected.",
            "「{path}」がありません。名前と、ディスクがつながっているかを確かめてください。",
        ),
        "file-unreadable": (
            "{path} cannot be opened: {why}. Give yourself permission to read it, then add it"
            " again.",
            "「{path}」を開けません（{why}）。読み取りの権限を付けてから、もう一度追加して"
            "ください。",
        ),
        "not-a-file": (
            "{path} is neither a file nor a folder. Save its content as a file first.",
            "「{path}」はファイルでもフォルダでもありません。内容をファイルに保存してください。",
        ),
        "link-broken": (
            "{path} is a link to something that is not there. Remove the link or restore its"
            " target.",
            "「{path}」はリンク先のないリンクです。リンクを消すか、リンク先を戻してください。",
        ),
        "link-loop": (
            "{path} is a link that leads back to a folder above it, and was not followed. Nothing"
            " is missing; remove the link to lose this line.",
            "「{path}」は上の階層に戻るリンクなので、たどりませんでした。読み漏れはありません。"
            "リンクを消せばこの行は出なくなります。",
        ),
        # -- recognising formats ---------------------------------------------------------------
        "file-empty": (
            "{path} has no content (0 bytes). Save or download it again.",
            "「{path}」は中身がありません（0 バイト）。保存またはダウンロードし直してください。",
        ),
        "format-unsupported": (
            "{path} is {format}, which cannot be read. {remedy}",
            "「{path}」は{format_ja}で、読み取れません。{remedy_ja}",
        ),
        "format-unknown": (
            "{path} is not a text in any known encoding nor a document of a known format. Open it"
            " in the program that made it and save it as PDF or DOCX.",
            "「{path}」は文字コードも形式も判別できません。作成したソフトで開き、PDF か DOCX"
            " で保存してください。",
        ),
        "file-damaged": (
            "{path} is damaged: {why}. Get it again from where it came, or open it in the program"
            " that made it and save it anew.",
            "「{path}」は壊れています（{why}）。入手し直すか、作成したソフトで開いて保存し直して"
            "ください。",
        ),
        "partly-damaged": (
            "{path} is damaged within ({part}); what could be read was kept. Open it in Office and"
            " save it anew, then add it again.",
            "「{path}」は内部（{part}）が壊れているため、読めたところだけを取り込みました。"
            "Office で開いて保存し直し、もう一度追加してください。",
        ),
        "office-encrypted": (
            "{path} is an Office file locked with a password. Open it in Office and save it"
            " without one.",
            "「{path}」はパスワード付きの Office ファイルです。Office で開き、パスワードなしで"
            "保存してください。",
        ),
        "wrong-suffix": (
            "{path} ends in {suffix} but its content is {format}; it was read as that. Rename it"
            " if you like.",
            "「{path}」の拡張子は {suffix} ですが、中身は {format} なので、そのように読み取り"
            "ました。必要なら名前を直してください。",
        ),
        "encoding-doubtful": (
            "{path} was read as {encoding}, but {count} characters could not be read. Save it as"
            " UTF-8 if its text looks wrong.",
            "「{path}」は {encoding} として読みましたが、{count} 文字が読めませんでした。"
            "文字が化けていれば UTF-8 で保存し直してください。",
        ),
        "no-text": (
            "{path} has no text. If it is made of pictures, save it as PDF so that it can be"
            " recognised.",
            "「{path}」には文字がありません。画像だけの文書なら、文字認識できるように PDF で保存"
            "してください。",
        ),
        # -- reading -----------------------------------------------------------------------------
        "read-timeout": (
            "{path} was given up after {seconds} seconds without a finished page. Open it in the"
            " program that made it and save it anew, or split it.",
            "「{path}」は {seconds} 秒たっても 1 ページも読み終わらないため、打ち切りました。"
            "作成したソフトで保存し直すか、分割してください。",
        ),
        "read-memory": (
            "{path} needs more than {limit} of memory and was given up. Split it into smaller"
            " files.",
            "「{path}」は {limit} を超えるメモリーを必要とするため、打ち切りました。小さなファイル"
            "に分割してください。",
        ),
        "read-crashed": (
            "{path} made the reading process end ({why}); nothing else was harmed. Open it in the"
            " program that made it and save it anew.",
            "「{path}」を読み取るプロセスが異常終了しました（{why}）。ほかのファイルに影響は"
            "ありません。作成したソフトで保存し直してください。",
        ),
        "read-failed": (
            "{path} could not be read: {why}. Open it in the program that made it and save it"
            " anew; if that does not help, report this sentence.",
            "「{path}」を読み取れませんでした（{why}）。作成したソフトで保存し直してください。"
            "それでも駄目なら、この文面を報告してください。",
        ),
        "not-a-paper": (
            "{path} is a {format} file: it describes papers and is none itself. Nothing to do.",
            "「{path}」は {format} 形式で、論文そのものではなく書誌の情報です。対応は不要です。",
        ),
        # -- archives --------------------------------------------------------------------------
        "archive-too-large": (
            "{path} unpacks to more than {limit}; reading stopped there. Unpack it yourself, look"
            " at what it holds, and add the folder.",
            "「{path}」は展開すると {limit} を超えるため、そこで読み取りをやめました。ご自身で"
            "展開して中身を確かめ、フォルダを追加してください。",
        ),
        "archive-too-many": (
            "{path} holds more than {limit} files; the rest was not read. Unpack it and add the"
            " folder.",
            "「{path}」には {limit} を超えるファイルがあり、残りは読みませんでした。展開して"
            "フォルダを追加してください。",
        ),
        "archive-nested": (
            "{path} is an archive within an archive within an archive, and was not opened. Unpack"
            " it and add what it holds.",
            "「{path}」は三重以上に入れ子になった書庫なので、開きませんでした。展開して中身を"
            "追加してください。",
        ),
        "member-bomb": (
            "{path} unpacks to more than {limit} times its packed size, as only a zip bomb does,"
            " and was not read. If you trust it, unpack it yourself and add the file.",
            "「{path}」は展開すると圧縮時の {limit} 倍を超えるため、zip 爆弾とみなして読みません"
            "でした。信頼できるものなら、ご自身で展開して追加してください。",
        ),
        "member-path-unsafe": (
            "{path} would be written outside the archive's folder, and was not read. Ask whoever"
            " made the archive for a clean one.",
            "「{path}」は書庫のフォルダの外を指す名前なので、読みませんでした。作成者に正しい"
            "書庫を求めてください。",
        ),
        "member-is-link": (
            "{path} is a link stored in an archive, and was not followed. Pack the file itself.",
            "「{path}」は書庫の中のリンクなので、たどりませんでした。ファイルそのものを入れて"
            "ください。",
        ),
        "member-encrypted": (
            "{path} is locked with a password. Unpack it with the password and add the file.",
            "「{path}」にはパスワードがかかっています。展開してからファイルを追加してください。",
        ),
        # -- how a file ended --------------------------------------------------------------------
        "ocr-no-better": (
            "Text recognition (OCR) of {path} read no page better than before. Its pages stay as"
            " they were.",
            "「{path}」は、文字認識（OCR）でもよりよく読めた頁がなかったので、そのままにしました。",
        ),
        "file-twice": (
            "{path} has the same content as {edition}, which is in the library. Nothing was added.",
            "「{path}」は、ライブラリにある {edition} と同じ内容なので、追加しませんでした。",
        ),
        "edition-replaced": (
            "{path} states the document and language of {edition}, which came from another file,"
            " and was stored as its new version. If it is another paper, give it an id of its own.",
            "「{path}」の文書 ID と言語は、別のファイルから読んだ {edition} と同じなので、その"
            "新しい版として保存しました。別の文書なら、別の ID を付けてください。",
        ),
        "file-gone": (
            "{path} was read before and is not there any more. Its paper stays in the library;"
            " `kakehashi remove {edition}` removes it.",
            "「{path}」は以前に読みましたが、なくなっています。文書はライブラリに残っています。消すには"
            " `kakehashi remove {edition}` を実行してください。",
        ),
        "file-gone-removed": (
            "{path} is not there any more, and {edition} was removed from the library as asked.",
            "「{path}」がなくなったので、指定どおり {edition} をライブラリから消しました。",
        ),
        "metadata-new": (
            "{path} is as before; what is stated of it beside it is new and was taken over.",
            "「{path}」の内容は前と同じですが、添えられた書誌が変わったので反映しました。",
        ),
        "has-attachments": (
            "{path} has other files attached ({names}). They are kept with it but not searched;"
            " save those that are papers and add them.",
            "「{path}」には添付ファイル（{names}）があります。一緒に保存しましたが検索の対象では"
            "ありません。論文であれば取り出して追加してください。",
        ),
        "export-read": (
            "{path} describes {count} papers; what it says was taken for those that were found.",
            "「{path}」には {count} 件の書誌があり、見つかった論文に反映しました。",
        ),
        "archive-empty": (
            "{path} holds no file to read. Look into it: it may hold only folders or hidden files.",
            "「{path}」には読み取るファイルがありません。フォルダや隠しファイルだけでないか中を"
            "確かめてください。",
        ),
        # -- terms -------------------------------------------------------------------------------
        "terms-columns": (
            "{path} does not have the columns of a term base: its first line has {found}. Needed:"
            " japanese and english; allowed: {known}.",
            "「{path}」の列が用語集と合いません（1 行目は {found}）。japanese と english が必要で、"
            "使える列は {known} です。",
        ),
        "terms-long": (
            "{path} has more cells than columns in line {lines}. Put cells that contain commas in"
            " quotation marks.",
            "「{path}」の {lines} 行目は列が多すぎます。カンマを含む欄は引用符で囲んでください。",
        ),
        "terms-empty": (
            "{path} lacks the Japanese or the English of a term in line {lines}. Fill it in or"
            " delete the line.",
            "「{path}」の {lines} 行目に日本語か英語がありません。記入するか、行を消してください。",
        ),
        "terms-twice": (
            "{path} repeats a term in line {lines}. Keep one of the lines.",
            "「{path}」の {lines} 行目の用語は重複しています。一行だけ残してください。",
        ),
        "terms-unclear": (
            "{path} has a kind or an office that cannot be read in line {lines}. A kind is term,"
            " person or organisation; an office is written"
            " 防衛大臣=Minister of Defense:2020-09..2021-10.",
            "「{path}」の {lines} 行目の kind または offices を読み取れません。kind は term、"
            "person、organisation のどれか、offices は"
            "「防衛大臣=Minister of Defense:2020-09..2021-10」の形で書いてください。",
        ),
        # -- metadata --------------------------------------------------------------------------
        "sidecar-syntax": (
            "{path} is not valid TOML: {why}. Correct that line.",
            "「{path}」は TOML として正しくありません（{why}）。その行を直してください。",
        ),
        "sidecar-key": (
            "{path} has the key “{key}”, which means nothing here. Allowed: {allowed}.",
            "「{path}」のキー「{key}」は使えません。使えるのは {allowed} です。",
        ),
        "sidecar-value": (
            "{path} has {key} = {value}, which cannot be used. Allowed: {allowed}.",
            "「{path}」の {key} = {value} は使えません。使えるのは {allowed} です。",
        ),
        "export-damaged": (
            "{path} cannot be read as a {format} export: {why}. Export it again from Zotero.",
            "「{path}」を {format} の書き出しとして読めません（{why}）。Zotero から書き出し直して"
            "ください。",
        ),
        "export-entry-damaged": (
            "An entry of {path} cannot be read and was passed over: {why}. Correct it and export"
            " again.",
            "「{path}」の一項目が読めないため、とばしました（{why}）。直して書き出し直して"
            "ください。",
        ),
        "front-matter-damaged": (
            "The front matter of {path} cannot be read: {why}. The text was read without it.",
            "「{path}」の冒頭の書誌欄が読めません（{why}）。本文だけを読み取りました。",
        ),
    }
)
