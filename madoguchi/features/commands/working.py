"""Commands of the list, of a conversation and of the composer."""

from django.utils.translation import gettext_lazy as _

from madoguchi.features.commands.command import Command

LIST = (
    Command("next", _("Next conversation"), "つぎのかいわ", "list", "j", icon="chevron-down", more="down 下"),
    Command("previous", _("Previous conversation"), "まえのかいわ", "list", "k", icon="chevron-up", more="up 上"),
    Command("filter", _("Narrow this list"), "しぼりこむ", "list", "f", icon="filter", more="find where 条件 検索"),
    Command("order", _("Order of the list"), "ならびじゅん", "list", icon="sort", more="sort ソート 並べ替え"),
    Command(
        "save-view", _("Save as a view"), "いちらんとしてほぞん", "list", icon="plus", more="keep filter ビュー 条件"
    ),
    Command("select", _("Select the conversation"), "せんたく", "list", "x", icon="check", more="pick mark チェック"),
    Command(
        "select-next", _("Select downwards"), "したへせんたく", "list", "Shift+j", icon="chevron-down", more="range"
    ),
    Command(
        "select-previous", _("Select upwards"), "うえへせんたく", "list", "Shift+k", icon="chevron-up", more="range"
    ),
    Command(
        "select-all", _("Select all that are shown"), "すべてせんたく", "list", "Shift+x", icon="check", more="every"
    ),
)

CONVERSATION = (
    Command("reply", _("Reply"), "へんしん", "conversation", "r", icon="reply", more="answer mail 回答 メール"),
    Command(
        "note", _("Write a note"), "めもをかく", "conversation", "n", icon="lock", more="internal memo 社内 ノート"
    ),
    Command("resolve", _("Resolve"), "かいけつ", "conversation", "e", icon="check", more="close done 完了 クローズ"),
    Command(
        "reopen", _("Reopen"), "さいかい", "conversation", icon="reopen", more="open 未解決 戻す", shares="resolve"
    ),
    Command("snooze", _("Snooze"), "ほりゅう", "conversation", "s", icon="snooze", more="later sleep あとで スヌーズ"),
    Command(
        "assign",
        _("Assign"),
        "たんとうをきめる",
        "conversation",
        "a",
        icon="assign",
        more="owner 割り当て わりあて 担当者",
    ),
    Command(
        "assign-me", _("Assign to me"), "じぶんがたんとうする", "conversation", "m", icon="user", more="take mine 私"
    ),
    Command(
        "take-over",
        _("Take over"),
        "ひきつぐ",
        "conversation",
        "o",
        icon="handover",
        more="takeover steal 交代 代わる ひきつぎ",
    ),
    Command(
        "hand-over",
        _("Hand over with a note"),
        "もうしおくりをそえてわたす",
        "conversation",
        "h",
        icon="handover",
        more="handover transfer 引き継ぎ ひきつぎ 申し送り 渡す 転送",
    ),
    Command(
        "ask-help",
        _("Ask for help"),
        "たすけをもとめる",
        "conversation",
        "!",
        icon="help",
        permission="help.ask",
        more="supervisor escalate sos 応援 上司 エスカレーション",
    ),
    Command(
        "take-help",
        _("Come to help"),
        "たすけにはいる",
        "conversation",
        icon="help",
        more="support 応援 対応",
        shares="ask-help",
    ),
    Command(
        "plan",
        _("Next action and due time"),
        "つぎのたいおうときげん",
        "conversation",
        "d",
        icon="calendar",
        more="todo task deadline タスク 締め切り 予定",
    ),
    Command(
        "person",
        _("Go to the person"),
        "じんぶつのらんへ",
        "conversation",
        "i",
        icon="panel",
        more="contact pane customer 顧客 お客様 情報",
    ),
    Command(
        "make-article",
        _("Make an article from this conversation"),
        "このかいわからきじをつくる",
        "conversation",
        icon="book",
        permission="article.write",
        more="knowledge faq help ナレッジ ヘルプ 記事 よくある質問",
    ),
    Command("team", _("Give to a team"), "ちーむにわたす", "conversation", icon="users", more="group グループ 部署"),
    Command(
        "priority", _("Set the priority"), "ゆうせんどをかえる", "conversation", "p", icon="flag", more="urgent 緊急"
    ),
    Command("tag", _("Tag"), "たぐ", "conversation", "t", icon="tag", more="label ラベル 分類"),
    Command(
        "subject", _("Change the subject"), "けんめいをへんこう", "conversation", icon="edit", more="rename title 題名"
    ),
    Command(
        "merge",
        _("Merge into another conversation"),
        "べつのかいわにとうごう",
        "conversation",
        icon="merge",
        more="join まとめる",
    ),
    Command(
        "link",
        _("Link to another conversation"),
        "べつのかいわにかんれんづける",
        "conversation",
        icon="link",
        more="related",
    ),
    Command("follow", _("Follow"), "ふぉろー", "conversation", "w", icon="bell", more="watch subscribe 購読 通知"),
    Command(
        "unfollow",
        _("Stop following"),
        "ふぉろーをやめる",
        "conversation",
        icon="minus",
        more="unwatch unsubscribe 解除",
        shares="follow",
    ),
    Command("spam", _("Mark as spam"), "めいわくめーるにする", "conversation", icon="spam", more="junk スパム"),
    Command("not-spam", _("Not spam"), "めいわくめーるではない", "conversation", icon="inbox", more="junk スパム"),
    Command("block", _("Block the sender"), "そうしんしゃをぶろっく", "conversation", icon="block", more="refuse 拒否"),
    Command("unblock", _("Unblock the sender"), "ぶろっくをかいじょ", "conversation", icon="block", more="allow 許可"),
)

COMPOSER = (
    Command("send", _("Send"), "そうしん", "composer", "Mod+Enter", icon="send", more="reply save 返信 保存"),
    Command(
        "send-resolve",
        _("Send and resolve"),
        "そうしんしてかいけつ",
        "composer",
        "Mod+Shift+Enter",
        icon="check",
        more="close",
    ),
    Command(
        "send-snooze",
        _("Send and snooze until tomorrow"),
        "そうしんしてあすまでほりゅう",
        "composer",
        icon="snooze",
        more="later",
    ),
    Command(
        "send-later", _("Send later"), "あとでそうしん", "composer", icon="calendar", more="schedule 予約送信 日時"
    ),
)

WRITING = (
    Command(
        "saved-reply",
        _("Put in a saved reply"),
        "ていけいぶんをさしこむ",
        "composer",
        "Mod+/",
        icon="bookmark",
        more="canned macro template snippet テンプレート ひな形 挿入 呼び出し",
    ),
    Command(
        "put-article",
        _("Put in an article"),
        "きじをさしこむ",
        "composer",
        icon="book",
        permission="article.read",
        more="link knowledge faq help ナレッジ ヘルプ リンク",
    ),
    Command(
        "find-feature",
        _("Find a feature"),
        "きのうをさがす",
        "composer",
        "Mod+?",
        icon="help",
        more="can spec registry できる できない 仕様 機能 挿入",
    ),
    Command("heading", _("Heading"), "みだし", "composer", icon="heading", more="title section 章 タイトル"),
    Command("bold", _("Bold"), "ふとじ", "composer", "Mod+b", icon="bold", more="strong 強調 ボールド"),
    Command("italic", _("Italic"), "しゃたい", "composer", "Mod+i", icon="italic", more="emphasis イタリック"),
    Command(
        "strike", _("Strikethrough"), "とりけしせん", "composer", "Mod+Shift+x", icon="strike", more="delete 打ち消し"
    ),
    Command("list", _("List"), "かじょうがき", "composer", "Mod+Shift+l", icon="list", more="bullets リスト"),
    Command(
        "numbers",
        _("Numbered list"),
        "ばんごうつきりすと",
        "composer",
        "Mod+Shift+o",
        icon="numbers",
        more="steps 手順",
    ),
    Command("quote", _("Quote"), "いんよう", "composer", "Mod+>", icon="quote", more="blockquote"),
    Command("web-link", _("Link"), "りんく", "composer", "Mod+Shift+u", icon="link", more="address url アドレス"),
    Command("code", _("Code"), "こーど", "composer", "Mod+e", icon="code", more="program monospace プログラム"),
    Command("table", _("Table"), "ひょう", "composer", "Mod+|", icon="table", more="grid columns テーブル"),
    Command(
        "row-add",
        _("Add a row below"),
        "ぎょうをついか",
        "composer",
        "Alt+Shift+ArrowDown",
        icon="row-add",
        more="table",
    ),
    Command(
        "row-remove",
        _("Remove the row"),
        "ぎょうをさくじょ",
        "composer",
        "Alt+Shift+ArrowUp",
        icon="row-remove",
        more="table",
    ),
    Command(
        "column-add",
        _("Add a column to the right"),
        "れつをついか",
        "composer",
        "Alt+Shift+ArrowRight",
        icon="column-add",
        more="table",
    ),
    Command(
        "column-remove",
        _("Remove the column"),
        "れつをさくじょ",
        "composer",
        "Alt+Shift+ArrowLeft",
        icon="column-remove",
        more="table",
    ),
)

WORKING = (*LIST, *CONVERSATION, *COMPOSER, *WRITING)
