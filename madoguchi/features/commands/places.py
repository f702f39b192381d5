"""Commands that apply everywhere, and those that lead somewhere."""

from django.utils.translation import gettext_lazy as _

from madoguchi.features.commands.command import Command

ANYWHERE = (
    Command("palette", _("Command palette"), "こまんどぱれっと", "anywhere", "Mod+k", icon="command", more="menu find"),
    Command(
        "search", _("Search"), "けんさく", "anywhere", "/", icon="search", to="desk:search", more="find 探す さがす"
    ),
    Command(
        "new",
        _("New conversation"),
        "あたらしいかいわ",
        "anywhere",
        "c",
        icon="edit",
        permission="conversation.create",
        to="desk:new",
        more="compose write mail 作成 新規 メール",
    ),
    Command(
        "announce",
        _("Announce something"),
        "おしらせをかく",
        "anywhere",
        icon="megaphone",
        permission="announcement.publish",
        to="desk:announcement_new announcement",
        more="announcement news 掲示 周知",
    ),
    Command(
        "hand-over-shift",
        _("Write a hand-over note"),
        "もうしおくりをかく",
        "anywhere",
        icon="edit",
        permission="announcement.hand_over",
        to="desk:announcement_new hand_over",
        more="shift 引き継ぎ ひきつぎ 交代 シフト",
    ),
    Command(
        "notifications",
        _("Notifications"),
        "つうち",
        "anywhere",
        "b",
        icon="bell",
        more="bell unread お知らせ ベル 未読",
    ),
    Command("undo", _("Undo"), "もとにもどす", "anywhere", "z", icon="reopen", more="back 取り消し やり直し"),
    Command(
        "keys",
        _("All keys"),
        "きーのいちらん",
        "anywhere",
        "?",
        icon="keyboard",
        more="help shortcuts ショートカット ヘルプ",
    ),
)

GO = (
    Command("go-home", _("Home"), "ほーむ", "go", "g g", icon="home", to="desk:home", more="first page 最初 トップ"),
    Command(
        "go-day",
        _("My day"),
        "きょうのたいおう",
        "go",
        icon="sun",
        to="desk:home_day",
        permission="conversation.update",
    ),
    Command(
        "go-team", _("The team now"), "ちーむのいま", "go", icon="users", to="desk:home_team", permission="team.watch"
    ),
    Command("go-week", _("The week"), "このしゅう", "go", icon="chart", to="desk:home_week", permission="report.read"),
    Command(
        "go-speed",
        _("Speed of answers"),
        "おうとうのはやさ",
        "go",
        icon="chart",
        to="desk:speed",
        permission="report.read",
        more="report first reply silence promises レポート 初回応答 待ち時間 約束",
    ),
    Command(
        "go-setup",
        _("Setup and health"),
        "じゅんびとじょうたい",
        "go",
        icon="settings",
        permission="workspace.manage",
        to="desk:home_setup",
        more="checklist doctor start demo 導入 はじめに 準備 デモ",
    ),
    Command(
        "go-mine", _("Mine"), "じぶんのたんとう", "go", "g m", icon="inbox", to="desk:list mine", more="my own 私の"
    ),
    Command(
        "go-unassigned", _("Unassigned"), "たんとうしゃなし", "go", "g u", icon="unassign", to="desk:list unassigned"
    ),
    Command(
        "go-unanswered",
        _("Unanswered"),
        "たいおうもれ",
        "go",
        "g l",
        icon="warning",
        to="desk:list unanswered",
        more="left overdue 漏れ 未対応 期限切れ",
    ),
    Command("go-waiting", _("Waiting longest"), "ながくまっている", "go", "g w", icon="clock", to="desk:list waiting"),
    Command(
        "go-mentions", _("Mentions"), "めんしょん", "go", "g n", icon="at", to="desk:list mentions", more="@ 名指し"
    ),
    Command(
        "go-following",
        _("Following"),
        "ふぉろーちゅう",
        "go",
        "g f",
        icon="bell",
        to="desk:list following",
        more="watching subscribed 購読",
    ),
    Command(
        "go-help",
        _("Asking for help"),
        "たすけをもとめている",
        "go",
        "g h",
        icon="help",
        to="desk:list help",
        more="sos 応援",
    ),
    Command("go-open", _("All open"), "みかいけつすべて", "go", "g o", icon="list", to="desk:list open"),
    Command(
        "go-snoozed",
        _("Snoozed"),
        "ほりゅうちゅう",
        "go",
        "g z",
        icon="snooze",
        to="desk:list snoozed",
        more="スヌーズ",
    ),
    Command(
        "go-resolved",
        _("Resolved"),
        "かいけつずみ",
        "go",
        "g e",
        icon="check-circle",
        to="desk:list resolved",
        more="完了",
    ),
    Command(
        "go-all", _("All"), "すべて", "go", "g a", icon="archive", to="desk:list all", more="every conversation 全部"
    ),
    Command("go-spam", _("Spam"), "めいわくめーる", "go", icon="spam", to="desk:list spam", more="junk スパム"),
    Command(
        "go-announcements",
        _("Announcements"),
        "おしらせともうしおくり",
        "go",
        "g k",
        icon="megaphone",
        to="desk:announcements",
        more="board news hand over shift 申し送り 掲示板 けいじばん 引き継ぎ ひきつぎ",
    ),
    Command(
        "go-notifications",
        _("All notifications"),
        "つうちのいちらん",
        "go",
        icon="bell",
        to="desk:notifications",
        more="bell ベル 未読",
    ),
    Command(
        "go-contacts",
        _("Contacts"),
        "れんらくさき",
        "go",
        "g c",
        icon="user",
        to="desk:contacts",
        more="customers 顧客",
    ),
    Command(
        "go-companies",
        _("Companies"),
        "かいしゃ",
        "go",
        "g b",
        icon="building",
        to="desk:companies",
        more="企業 取引先",
    ),
    Command(
        "go-aside",
        _("Mail set aside"),
        "とりおきのめーる",
        "go",
        icon="mail-off",
        permission="intake.read",
        to="desk:aside",
        more="quarantine spam 隔離",
    ),
    Command("go-outbox", _("Outbox"), "そうしんばこ", "go", icon="send", permission="outbox.read", to="desk:outbox"),
    Command(
        "go-settings", _("Settings"), "せってい", "go", "g s", icon="settings", to="desk:settings", more="preferences"
    ),
    Command(
        "go-workspaces",
        _("Change workspace"),
        "わーくすぺーすをきりかえる",
        "go",
        icon="building",
        to="desk:workspaces",
    ),
    Command(
        "go-styleguide",
        _("Style guide"),
        "すたいるがいど",
        "go",
        icon="book",
        to="desk:styleguide",
        more="components colours icons デザイン 部品 色",
    ),
)

PLACES = (*ANYWHERE, *GO)
