"""Whether one login carries from the portal into the app."""

from collections.abc import Iterator

from spbe_policy.builtin.sso.checks_request import BY_REFERENCE, NEEDS_BROWSER, NO_REQUEST
from spbe_policy.builtin.sso.facts import AuthorizationRequest, Login
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.texts import text


class ContinuesParams(Params):
    """The youngest login, in seconds, that an app may ask for without breaking the session of the day."""

    max_age_seconds: int = 900


@check("portal.session_continues", each=Login, params=ContinuesParams, city=("portal", "sso.{name}"))
def session_continues(ctx: Context[Login], want: ContinuesParams) -> Iterator[Outcome]:
    """The app's request lets the provider go on with the session of a visitor who is logged in already.

    `prompt=login` and a `max_age` of nothing ask for the password again (OpenID Connect Core 3.1.2.1).
    """
    if not ctx.fact.ways:
        yield NEEDS_BROWSER if ctx.fact.needs_browser else NO_REQUEST
    for request in ctx.fact.requests:
        yield BY_REFERENCE if request.by_reference else _judged(request, want.max_age_seconds)


def _judged(request: AuthorizationRequest, least: int) -> Outcome:
    prompts = (request.prompt or "").split()
    age = request.max_age
    seen = "; ".join(f"{name}={value}" for name, value in (("prompt", request.prompt), ("max_age", age)) if value)
    if "login" in prompts or (age and age.isdecimal() and int(age) < least):
        return Fail(
            seen,
            text(
                f"permintaan masuk meminta kata sandi lagi ({seen})",
                f"the login request asks for the password again ({seen})",
            ),
        )
    if {"consent", "select_account"} & {*prompts}:
        return Review(seen, text(f"warga ditanyai lagi di setiap masuk ({seen})", f"people are asked again ({seen})"))
    return Pass(seen or "prompt=none-asked")
