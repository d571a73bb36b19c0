"""How the family `portal` looks at the city's sites and at what the app says of itself."""

from spbe_policy.builtin.portal.collectors.channels import complaint, trouble
from spbe_policy.builtin.portal.collectors.doors import door, entries
from spbe_policy.builtin.portal.collectors.incident import incident
from spbe_policy.builtin.portal.collectors.itself import app_links, descriptor
from spbe_policy.builtin.portal.collectors.lists import catalogue, landing, menu
from spbe_policy.builtin.portal.collectors.neighbours import integrations
from spbe_policy.builtin.portal.collectors.retired import retired

ALL = (
    app_links,
    catalogue,
    complaint,
    descriptor,
    door,
    entries,
    incident,
    integrations,
    landing,
    menu,
    retired,
    trouble,
)
