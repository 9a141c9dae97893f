"""What can go wrong while asking, in both languages."""

from errors import register

register(
    {
        "query-empty": (
            "The query is empty. Type a word, a “phrase” or a filter such as year:2021..2023.",
            '検索語がありません。語句、"フレーズ"、または 年:2021..2023 のような条件を'
            "入力してください。",
        ),
        "query-quote-open": (
            "The phrase {value} has no closing quotation mark. Add one, or remove the opening one.",
            "フレーズ {value} の引用符が閉じていません。閉じるか、開きの引用符を消してください。",
        ),
        "query-phrase-empty": (
            "A phrase between quotation marks is empty. Write words between the marks.",
            "引用符の中が空です。フレーズを入力してください。",
        ),
        "query-only-without": (
            "The query only leaves out words ({value}). Add at least one word to look for.",
            "除外する語（{value}）だけが指定されています。探す語を一つ以上加えてください。",
        ),
        "query-filter-empty": (
            "The filter {name}: has no value. Write it without a space, like {example}.",
            "条件「{name}:」に値がありません。{example} のように空白なしで続けてください。",
        ),
        "query-filter-unknown": (
            "There is no filter {name}:. Did you mean {suggestion}:? To search for the words as"
            " they are, put a space after the colon.",
            "条件「{name}:」はありません。「{suggestion}:」のことでしょうか。語句として探す場合は、"
            "コロンの後に空白を入れてください。",
        ),
        "query-filter-negative": (
            "The filter {name}: cannot be left out with a minus. Name the values to keep instead.",
            "条件「{name}:」はマイナスで除外できません。残したい値を指定してください。",
        ),
        "query-type-unknown": (
            "There is no document type “{value}”. Choose one of: {choices}.",
            "文書の種類「{value}」はありません。次から選んでください: {choices_ja}。",
        ),
        "query-language-unknown": (
            "“{value}” is not a language of the library. Write lang:ja or lang:en.",
            "言語「{value}」は指定できません。言語:日本語 または 言語:英語 としてください。",
        ),
        "query-year-unreadable": (
            "“{value}” is not a period. Write year:2021, year:2021..2023, year:2021.. or"
            " year:令和3年.",
            "「{value}」は期間として読めません。年:2021、年:2021..2023、年:2021..、年:令和3年 の"
            "ように書いてください。",
        ),
        "query-year-reversed": (
            "The period {value} ends before it begins. Write the earlier year first.",
            "期間 {value} の終わりが始まりより前です。早い年を先に書いてください。",
        ),
        "query-year-twice": (
            "The query names two periods, {first} and {second}. Write one, like year:2021..2023.",
            "期間が二つ（{first} と {second}）指定されています。年:2021..2023 のように"
            "一つにまとめてください。",
        ),
        "index-encoder-mismatch": (
            "The library was indexed with the encoder {found}, but the one in use is {wanted}."
            " Run `kakehashi rebuild`, or set the encoder back.",
            "索引は埋め込みモデル {found} で作られていますが、現在のモデルは {wanted} です。"
            "`kakehashi rebuild` を実行するか、モデルの設定を元に戻してください。",
        ),
        "index-analyzer-mismatch": (
            "The index was made with another word analysis or term base ({found}; now {wanted})."
            " Run `kakehashi rebuild`.",
            "索引は別の語句解析または用語集で作られています（{found}、現在は {wanted}）。"
            "`kakehashi rebuild` を実行してください。",
        ),
        "index-locked": (
            "Another process is updating the index at {path}. Wait for it to finish, then try"
            " again.",
            "別の処理が「{path}」の索引を更新しています。終わってからやり直してください。",
        ),
        "index-read-only": (
            "The index at {path} was opened for reading only. Open it for writing to {verb} it.",
            "「{path}」の索引は読み取り専用で開かれています。更新（{verb}）するには書き込み用に"
            "開いてください。",
        ),
        "batch-no-query": (
            "Line {line} of the table must name its columns, one of them `query`; it has: {found}.",
            "表の{line}行目に列の名前がありません。query という名前の列が一つ必要です"
            "（いまの列：{found}）。",
        ),
        "batch-empty": (
            "The table has no queries. Write one on each line below the names of the columns.",
            "表に検索語がありません。列の名前の下に、1行に一つずつ書いてください。",
        ),
        "batch-encoding": (
            "Line {line} of the table is neither UTF-8 nor Shift_JIS. Save it as “CSV UTF-8”.",
            "表の{line}行目が UTF-8 でも Shift_JIS でもありません。「CSV UTF-8」で保存し直して"
            "ください。",
        ),
        "batch-quotes": (
            "Line {line} of the table has a quotation mark that is not closed, or text after the"
            " closing one. Write a quotation mark inside a cell twice, and the cell between marks:"
            ' """innocent passage"" -drill".',
            "表の{line}行目の引用符が閉じていないか、閉じた後に文字が続いています。セルの中の引用符は"
            '二つ重ね、セル全体を引用符で囲んでください（例："""無害通航"" -演習"）。',
        ),
        "batch-cells": (
            "there are {found} cells, but only {named} columns have a name. Put a cell that holds a"
            " comma between quotation marks.",
            "セルが{found}個ありますが、名前のある列は{named}個です。カンマを含むセルは引用符で囲んで"
            "ください。",
        ),
        "batch-line": ("Line {line}: {why}", "{line}行目：{why}"),
        "batch-sheet-full": (
            "{found} hits do not fit into a worksheet of {most}. Write CSV, or ask for fewer hits.",
            "{found}件の結果は、1枚のシート（{most}行）に収まりません。CSV で書き出すか、件数を"
            "減らしてください。",
        ),
        "file-unusable": (
            "{path} cannot be read or written: {why}. Check its name and permissions.",
            "「{path}」を読み書きできません（{why}）。名前と権限を確かめてください。",
        ),
        "export-suffix": (
            "The name {name} must end with {choices}, which says how to write it.",
            "ファイル名「{name}」の末尾を {choices} のいずれかにしてください。"
            "末尾で形式が決まります。",
        ),
    }
)
