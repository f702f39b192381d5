"""Commands of the composer."""

from django.utils.translation import gettext_lazy as _

from madoguchi.features.commands.command import Command

COMPOSER = (
    Command("send", _("Send"), "そうしん", "composer", "Mod+Enter", icon="send", more="reply save 返信 保存"),
    Command(
        "send-resolve",
        _("Send and resolve"),
        "そうしんしてかいけつ",
        "composer",
        "Mod+Shift+Enter",
        icon="check",
        permission="conversation.reply",
        more="close",
    ),
    Command(
        "send-snooze",
        _("Send and snooze until tomorrow"),
        "そうしんしてあすまでほりゅう",
        "composer",
        icon="snooze",
        permission="conversation.reply",
        more="later",
    ),
    Command(
        "send-later",
        _("Send later"),
        "あとでそうしん",
        "composer",
        icon="calendar",
        permission="conversation.reply",
        more="schedule 予約送信 日時",
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

COMPOSING = (*COMPOSER, *WRITING)
