"""What the family `portal` decides."""

from spbe_policy.builtin.portal.checks.channels import complaint, trouble_named, trouble_opens
from spbe_policy.builtin.portal.checks.doors import entries_live, fits_phone, incident_form, search_works
from spbe_policy.builtin.portal.checks.lists import link_back, link_lands, listed
from spbe_policy.builtin.portal.checks.neighbours import descriptor, integration
from spbe_policy.builtin.portal.checks.retired import no_dangling_record, retired_redirect
from spbe_policy.builtin.portal.checks.session import session_continues
from spbe_policy.builtin.portal.checks.super_app import super_app_links, super_app_listed

ALL = (
    complaint,
    descriptor,
    entries_live,
    fits_phone,
    incident_form,
    integration,
    link_back,
    link_lands,
    listed,
    no_dangling_record,
    retired_redirect,
    search_works,
    session_continues,
    super_app_links,
    super_app_listed,
    trouble_named,
    trouble_opens,
)
