"""Template tags for a commitment's standing: tags, the standing line and the bar of parts."""

from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.rules.line import Line, MarkKind
from commitments.templatetags.line_drawing import SHAPES, large_drawing, small_drawing
from commitments.templatetags.looks import look_of
from commitments.templatetags.when import Zone

register = template.Library()


@register.simple_tag
def axis_tag(axis: str, value: object, text: str = "") -> SafeString:
    """`{% axis_tag "timeliness" "overdue" text="12 days late" %}`: a shape, a word and a colour.

    `text` says the same more exactly and replaces the word; the shape and the colour stay.
    """
    look = look_of(axis, value)
    return format_html(
        '<span class="tag {}"><svg viewBox="0 0 10 10" aria-hidden="true">{}</svg>{}</span>',
        look.tone,
        mark_safe(look.shape),  # noqa: S308 - one of the constants above
        text or look.word,
    )


@register.simple_tag
def standing_line(line: Line | None, zone: Zone = None, size: str = "small", name: str = "") -> str | SafeString:
    """The promise drawn from its start to today; `size="large"` fills the width and writes dates under it.

    `name` (such as the commitment's reference) opens the spoken title. Dates are in `zone`, UTC when unknown.
    """
    if line is None:
        return ""
    return large_drawing(line, zone, name) if size == "large" else small_drawing(line, zone, name)


@register.simple_tag
def line_mark(kind: MarkKind) -> SafeString:
    """The bare shape of one kind of mark, for the legend."""
    return SHAPES[kind]


# Height is the second sign beside colour: what is late stands out, what nobody assessed lies flat.
_PARTS: Final = (
    ("kept", 8, gettext_lazy("kept")),
    ("soon", 6, gettext_lazy("due soon or partly kept")),
    ("late", 12, gettext_lazy("late or not kept")),
    ("said", 4, gettext_lazy("contested")),
    ("none", 2, gettext_lazy("open or not assessed")),
)


@register.simple_tag
def part_bar(kept: int = 0, soon: int = 0, late: int = 0, said: int = 0, none: int = 0, words: str = "") -> SafeString:
    """A small stacked bar of counts for one cell of the matrix; `words` replaces its spoken text."""
    counts = {"kept": kept, "soon": soon, "late": late, "said": said, "none": none}
    shown = [(tone, height, word) for tone, height, word in _PARTS if counts[tone]]
    total = sum(counts.values())
    x = 0.0
    bars = []
    for tone, height, _word in shown:
        width = (74 - (len(shown) - 1)) * counts[tone] / total
        bars.append(
            format_html(
                '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
                tone,
                f"{x:.1f}",
                12 - height,
                f"{width:.1f}",
                height,
            )
        )
        x += width + 1
    spoken = words or ", ".join(f"{counts[tone]} {word}" for tone, _height, word in shown) or _("none")
    return format_html(
        '<svg class="parts" viewBox="0 0 74 12" role="img" aria-label="{}">{}</svg>',
        spoken,
        mark_safe("".join(bars)),  # noqa: S308 - each bar went through format_html
    )
