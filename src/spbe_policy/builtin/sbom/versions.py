"""Names and versions of libraries as people and tools write them. Pure."""

KNOWN = frozenset(
    """
    alpine angular axios backbone bootstrap chart ckeditor d3 datatables dropzone dayjs ember flatpickr font-awesome
    fontawesome fullcalendar handlebars highcharts htmx jquery jquery-migrate jquery-ui knockout leaflet lodash
    modernizr moment mustache popper prototype quill react react-dom requirejs select2 socket.io summernote svelte
    sweetalert sweetalert2 swiper three tinymce toastr underscore vue vuex wordpress joomla drupal moodle
    """.split()  # noqa: SIM905
)
"""Libraries and programs that are known by their names: who loads one has not written it."""

ALSO = {"apache": ("apache2", "httpd"), "alpine": ("alpinejs",), "popper": ("@popperjs/core",), "htmx": ("htmx.org",)}
"""Further names of the same in the lists of packages."""


def same(observed: str, declared: str) -> bool:
    """Whether a declared version is the one observed; what is shown may be shorter: `3` of `3.7.1`, and of `1:3-deb1`.

    >>> same("1.24", "1.24.0-1+deb12u1"), same("1.2", "1.20")
    (True, False)
    """
    full = declared.removeprefix("v").rpartition(":")[2]
    return full == observed or full.startswith(tuple(f"{observed}{mark}" for mark in ".-+~"))
