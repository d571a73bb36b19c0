"""How the family `portal` looks at the city's sites and at what the app says of itself."""

from spbe_policy.builtin.portal.collectors.channels import complaint, trouble
from spbe_policy.builtin.portal.collectors.itself import app_links, descriptor
from spbe_policy.builtin.portal.collectors.lists import catalogue, landing, menu
from spbe_policy.builtin.portal.collectors.neighbours import integrations
from spbe_policy.builtin.portal.collectors.retired import retired

ALL = (app_links, catalogue, complaint, descriptor, integrations, landing, menu, retired, trouble)
