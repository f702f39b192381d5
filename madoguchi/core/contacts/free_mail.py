"""Mail domains that tell nothing about a person's company: free mail, providers, Japanese mobile carriers."""

FREE = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.jp",
        "hotmail.com",
        "hotmail.co.jp",
        "live.com",
        "live.jp",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "yahoo.com",
        "yahoo.co.jp",
        "ymail.ne.jp",
        "ybb.ne.jp",
        "yahoo.co.uk",
        "yahoo.fr",
        "yahoo.de",
        "aol.com",
        "aol.jp",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "mail.com",
        "zoho.com",
        "fastmail.com",
        "hey.com",
        "tutanota.com",
        "yandex.ru",
        "mail.ru",
        "qq.com",
        "163.com",
        "126.com",
        "naver.com",
        "hanmail.net",
        "daum.net",
        "free.fr",
        "orange.fr",
        "laposte.net",
        "t-online.de",
        "excite.co.jp",
        "goo.jp",
        "mail.goo.ne.jp",
        "infoseek.jp",
        "livedoor.com",
    ]
)
PROVIDERS = frozenset(
    [
        "nifty.com",
        "nifty.ne.jp",
        "biglobe.ne.jp",
        "so-net.ne.jp",
        "ocn.ne.jp",
        "plala.or.jp",
        "dion.ne.jp",
        "asahi-net.or.jp",
        "hi-ho.ne.jp",
        "jcom.home.ne.jp",
        "jcom.zaq.ne.jp",
        "zaq.ne.jp",
        "eonet.ne.jp",
        "odn.ne.jp",
        "odn.ad.jp",
        "wakwak.com",
        "sannet.ne.jp",
        "tiki.ne.jp",
        "comcast.net",
        "verizon.net",
        "att.net",
        "sbcglobal.net",
        "cox.net",
        "btinternet.com",
        "virginmedia.com",
        "sky.com",
    ]
)
CARRIERS = frozenset(
    [
        "docomo.ne.jp",
        "ezweb.ne.jp",
        "au.com",
        "softbank.ne.jp",
        "i.softbank.jp",
        "vodafone.ne.jp",
        "disney.ne.jp",
        "willcom.com",
        "ymobile.ne.jp",
        "y-mobile.ne.jp",
        "emobile.ne.jp",
        "pdx.ne.jp",
        "wm.pdx.ne.jp",
        "uqmobile.jp",
        "rakumail.jp",
    ]
)
_SHARED = FREE | PROVIDERS | CARRIERS


def is_shared(domain: str) -> bool:
    """Whether people of many companies have addresses there; `domain` in small letters."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in _SHARED for start in range(len(labels) - 1))


def domain_and_above(domain: str) -> list[str]:
    """The domain and those above it that could be a company's, the longest first."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
