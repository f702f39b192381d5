"""The pages of the settings: commands too, so that the palette leads to each of them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madoguchi.features.commands.command import Command

YOU = (
    Command(
        "settings-appearance",
        _("Appearance and language"),
        "ひょうじとげんご",
        "settings",
        icon="sun",
        to="desk:appearance",
        more="theme dark light density motion time zone テーマ ダーク 明るさ 密度 文字 言語 タイムゾーン 時差 動き",
    ),
    Command(
        "settings-profile",
        _("Your name"),
        "なまえ",
        "settings",
        icon="user",
        to="desk:profile",
        more="profile furigana title プロフィール 氏名 ふりがな 肩書き",
    ),
    Command(
        "settings-views",
        _("Views and waiting"),
        "びゅーとまちじかん",
        "settings",
        icon="filter",
        to="desk:view_settings",
        more="saved lists filter unanswered SLA 一覧 条件 保存 対応漏れ 待ち時間",
    ),
    Command(
        "settings-replies",
        _("Saved replies"),
        "ていけいぶん",
        "settings",
        icon="bookmark",
        to="desk:replies",
        more="canned macro template snippet shortcut variables テンプレート ひな形 例文 差し込み",
    ),
    Command(
        "settings-keyboard",
        _("Keyboard"),
        "きーぼーど",
        "settings",
        icon="keyboard",
        to="desk:keyboard",
        more="keys shortcuts remap ショートカット キー 割り当て",
    ),
    Command(
        "settings-notifications",
        _("Notifications"),
        "つうち",
        "settings",
        icon="bell",
        to="desk:notification_settings",
        more="bell sound push mail quiet hours devices ベル 音 プッシュ メール 端末 おやすみ 静か フォロー",
    ),
    Command(
        "settings-chat-seat",
        _("Taking chats"),
        "ちゃっとのうけつけ",
        "settings",
        icon="chat",
        permission="conversation.reply",
        to="desk:chat_seat",
        more="available away capacity 受付 離席 同時 件数",
    ),
    Command(
        "settings-account",
        _("Account and security"),
        "あかうんととせきゅりてぃ",
        "settings",
        icon="lock",
        to="mfa_index",
        more="password two-step passkey sessions パスワード 二段階認証 パスキー ログイン",
    ),
    Command(
        "settings-tokens",
        _("API tokens"),
        "えーぴーあいとーくん",
        "settings",
        icon="key",
        permission="token.own",
        to="desk:tokens",
        more="program developer 開発者 連携",
    ),
)

WORKSPACE = (
    Command(
        "settings-workspace",
        _("General"),
        "きほんじょうほう",
        "settings",
        icon="building",
        permission="workspace.manage",
        to="desk:workspace",
        more="workspace name time zone 名前 会社名 タイムゾーン",
    ),
    Command(
        "settings-inboxes",
        _("Inboxes"),
        "じゅしんばこ",
        "settings",
        icon="inbox",
        permission="inbox.manage",
        to="desk:inboxes",
        more="mail address smtp imap signature forwarding channel メール アドレス 署名 転送 送信 受信 窓口",
    ),
    Command(
        "settings-help-centre",
        _("Help centre"),
        "へるぷせんたー",
        "settings",
        icon="book",
        permission="help_centre.manage",
        to="desk:help_centre",
        more="faq knowledge portal domain import export ドメイン 公開 取り込み よくある質問",
    ),
    Command(
        "settings-hours",
        _("Business hours"),
        "えいぎょうじかん",
        "settings",
        icon="clock",
        permission="workspace.manage",
        to="desk:hours",
        more="opening closed holidays calendar 営業時間 受付時間 休業日 祝日 定休日",
    ),
    Command(
        "settings-people",
        _("People"),
        "めんばー",
        "settings",
        icon="user",
        permission="person.manage",
        to="desk:people",
        more="invite colleague role seat 招待 役割 同僚 人",
    ),
    Command(
        "settings-teams",
        _("Teams"),
        "ちーむ",
        "settings",
        icon="users",
        permission="team.manage",
        to="desk:teams",
        more="group グループ 部署",
    ),
)

SORTING = (
    Command(
        "settings-tags",
        _("Tags"),
        "たぐ",
        "settings",
        icon="tag",
        permission="tag.manage",
        to="desk:tag_settings",
        more="label colour ラベル 分類 色",
    ),
    Command(
        "settings-attributes",
        _("Custom attributes"),
        "かすたむぞくせい",
        "settings",
        icon="list",
        permission="attribute.manage",
        to="desk:attributes",
        more="fields 項目 フィールド",
    ),
    Command(
        "settings-links",
        _("Links to other systems"),
        "ほかのしすてむへのりんく",
        "settings",
        icon="external",
        permission="attribute.manage",
        to="desk:link_settings",
        more="crm integrations 連携 外部",
    ),
)

RECORDS = (
    Command(
        "settings-audit",
        _("Audit log"),
        "かんさろぐ",
        "settings",
        icon="history",
        permission="audit.read",
        to="desk:audit",
        more="history who did 履歴 記録",
    ),
)

# In the order of the settings' frame, each under its heading.
PAGES: tuple[tuple[str | Promise, tuple[Command, ...]], ...] = (
    (_("You"), YOU),
    (_("Workspace"), WORKSPACE),
    (_("Sorting"), SORTING),
    (_("Records"), RECORDS),
)
