"""The administration site: mission administrators only, behind the same sign-in as everything else."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class HoldfastAdmin(AdminSite):
    site_header = "Holdfast administration"
    site_title = "Holdfast"
    index_title = "Missions, parties and agreements"


class HoldfastAdminConfig(AdminConfig):
    default_site = "config.admin.HoldfastAdmin"
