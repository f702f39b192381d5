from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "madoguchi.features.onboarding"
    label = "onboarding"
