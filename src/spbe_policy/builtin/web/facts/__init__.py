"""What the family `web` knows: raw, redacted, small, with pure methods to read it."""

from spbe_policy.builtin.web.facts.files import Script, Scripts, SecurityTxt
from spbe_policy.builtin.web.facts.landing import Answer, Asset, Form, Link, Page, Site, of_page
from spbe_policy.builtin.web.facts.places import (
    Defaults,
    Exposed,
    Leaks,
    LoginPage,
    Methods,
    Missing,
    Plain,
    Step,
    Visit,
)
from spbe_policy.builtin.web.facts.second import Clock, Cors, CorsLook, Nonces, Private, PrivatePage
from spbe_policy.builtin.web.facts.usability import Nameless, Usability
from spbe_policy.builtin.web.facts.views import Hidden, Robots, Sitemap, View, Views

__all__ = [
    "Answer",
    "Asset",
    "Clock",
    "Cors",
    "CorsLook",
    "Defaults",
    "Exposed",
    "Form",
    "Hidden",
    "Leaks",
    "Link",
    "LoginPage",
    "Methods",
    "Missing",
    "Nameless",
    "Nonces",
    "Page",
    "Plain",
    "Private",
    "PrivatePage",
    "Robots",
    "Script",
    "Scripts",
    "SecurityTxt",
    "Site",
    "Sitemap",
    "Step",
    "Usability",
    "View",
    "Views",
    "Visit",
    "of_page",
]
