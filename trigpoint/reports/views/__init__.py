"""Pages that put several areas together."""

from trigpoint.reports.views.brief import (
    brief,
    enquiry_answer,
    meeting_set,
    meeting_withdraw,
    note_withdraw,
    note_write,
    question_ask,
)
from trigpoint.reports.views.charts import paper_chart, paper_draft_chart
from trigpoint.reports.views.early_warning import (
    paper,
    paper_draft,
    paper_draft_take,
    paper_issue,
    paper_list,
    paper_take,
)
from trigpoint.reports.views.group_pack import pack_draft, pack_draft_take, pack_issue
from trigpoint.reports.views.home import briefs, home, home_seen
from trigpoint.reports.views.papers import brief_pdf, brief_word
from trigpoint.reports.views.questions import question

__all__ = [
    "brief",
    "brief_pdf",
    "brief_word",
    "briefs",
    "enquiry_answer",
    "home",
    "home_seen",
    "meeting_set",
    "meeting_withdraw",
    "note_withdraw",
    "note_write",
    "pack_draft",
    "pack_draft_take",
    "pack_issue",
    "paper",
    "paper_chart",
    "paper_draft",
    "paper_draft_chart",
    "paper_draft_take",
    "paper_issue",
    "paper_list",
    "paper_take",
    "question",
    "question_ask",
]
