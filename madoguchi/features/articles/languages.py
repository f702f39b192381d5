"""In which languages a help centre may speak; more than the desk itself does."""

from collections.abc import Mapping

LANGUAGES: Mapping[str, str] = {
    "ja": "日本語",
    "en": "English",
    "zh-hans": "简体中文",
    "zh-hant": "繁體中文",
    "ko": "한국어",
    "vi": "Tiếng Việt",
    "th": "ไทย",
    "id": "Bahasa Indonesia",
    "es": "Español",
    "pt": "Português",
    "fr": "Français",
    "de": "Deutsch",
}
