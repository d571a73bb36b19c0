"""What the family `web` decides."""

from spbe_policy.builtin.web.checks import content, headers, places, policies

ALL = (*headers.ALL, *policies.ALL, *content.ALL, *places.ALL)
