"""In which words people read what was done: "Amina Hussain" + phrase. A name without a phrase is read as it is written.

This is also the list of deeds that the audit can be searched for. It says nothing that the code depends on.
"""

from __future__ import annotations

from trigpoint.audit.rules.sentences_of_concerns import CONCERNS

PHRASES: dict[str, str] = {
    **CONCERNS,
    "access.refused": "was turned away from a page",
    "accounts.commissioner_created": "added a commissioner",
    "accounts.desk_changed": "went on to work for another commissioner",
    "accounts.invitation_accepted": "accepted an invitation",
    "accounts.invitation_renewed": "renewed an invitation",
    "accounts.invitation_sent": "sent an invitation",
    "accounts.invitation_withdrawn": "withdrew an invitation",
    "accounts.invited": "invited somebody",
    "accounts.password_changed": "changed their password",
    "accounts.password_link_made": "made a link for a new password",
    "accounts.password_reset_asked": "asked for a new password",
    "accounts.role_ended": "ended a role",
    "accounts.role_given": "gave a role",
    "accounts.second_factor_added": "added a second step to their sign-in",
    "accounts.second_factor_failed": "failed the second step of signing in",
    "accounts.second_factor_removed": "removed the second step of a sign-in",
    "accounts.sessions_ended": "signed out everywhere",
    "accounts.share_ended": "stopped sharing",
    "accounts.shared": "shared it",
    "accounts.sign_in_refused": "was refused at sign-in",
    "accounts.signed_in": "signed in",
    "accounts.signed_out": "signed out",
    "accounts.sso_linked": "linked single sign-on to an account",
    "accounts.user_created": "added a person",
    "actions.added": "added the action",
    "actions.agreed": "agreed the action",
    "actions.changed_together": "changed several actions at once",
    "actions.claimed": "said that it is done",
    "actions.closed": "closed the action",
    "actions.deadline_set": "set the deadline",
    "actions.evidence_added": "added evidence",
    "actions.lead_changed": "changed who leads it",
    "actions.list_taken": "took the list of actions away",
    "actions.position_said": "said where it stands",
    "actions.proposed": "proposed the action",
    "actions.question_agreed": "agreed the question",
    "actions.question_asked": "asked the question",
    "actions.question_carried": "carried the question forward",
    "actions.question_claimed": "wrote down the answer to the question",
    "actions.question_closed": "closed the question",
    "actions.question_reopened": "opened the question again",
    "actions.question_sent_back": "asked the question again",
    "actions.question_withdrawn": "withdrew the question",
    "actions.recalled": "took it back from the provider",
    "actions.reopened": "opened the action again",
    "actions.sent": "sent it to the provider",
    "actions.sent_back": "sent it back: something is missing",
    "actions.started": "started the action",
    "actions.superseded": "put another action in its place",
    "actions.taken_over": "took actions over from a file",
    "actions.time_asked": "asked for more time",
    "actions.verified": "verified that it is done",
    "actions.withdrawn": "withdrew the action",
    "audit.accepted": "accepted the audit as it then stood",
    "audit.list_taken": "took a part of the audit away",
    "changes.changed": "said what was changed because of what was heard",
    "changes.decided": "said what was decided because of what was heard",
    "changes.drafted": "wrote down what was heard",
    "changes.list_taken": "took the list of what became of what was heard away",
    "changes.measured": "said whether the change worked",
    "changes.published": "put it on the public page",
    "changes.retitled": "gave it another title",
    "changes.source_added": "said what else it answers",
    "changes.withdrawn": "took it off the public page",
    "complaints.acknowledged": "acknowledged the complaint",
    "complaints.answered": "answered the complaint",
    "complaints.closed": "closed the complaint",
    "complaints.consent_asked": "asked for consent to share",
    "complaints.consent_given": "noted consent to share",
    "complaints.consent_refused": "noted that consent to share was refused",
    "complaints.corrected": "corrected subjects and severity of the complaint",
    "complaints.delay": "explained the delay",
    "complaints.figures_set": "wrote in figures of complaints",
    "complaints.figures_taken": "took figures of complaints away",
    "complaints.handed": "handed the complaint on",
    "complaints.important": "noted a matter of general importance",
    "complaints.investigating": "began the investigation",
    "complaints.learnt": "noted what was learnt",
    "complaints.led": "noted who leads the answer",
    "complaints.list_taken": "took the list of complaints away",
    "complaints.meeting": "noted a meeting about the complaint",
    "complaints.noted": "noted something on the complaint",
    "complaints.ombudsman_asked": "noted that it went to the ombudsman",
    "complaints.ombudsman_decided": "noted what the ombudsman decided",
    "complaints.part_answered": "wrote in a part of the answer",
    "complaints.part_asked": "asked another organisation for its part",
    "complaints.part_chased": "chased a part of the answer",
    "complaints.part_given_up": "gave up waiting for a part",
    "complaints.passed": "passed the complaint to the provider",
    "complaints.planned": "agreed the plan of the answer",
    "complaints.received": "wrote in the complaint",
    "complaints.reopened": "opened the complaint again",
    "complaints.sorted": "sorted the complaint anew",
    "complaints.taken_up": "took the complaint up though out of time",
    "complaints.template_taken": "took the template for figures of complaints",
    "complaints.too_late": "did not take the complaint up: out of time",
    "complaints.withdrawn": "noted that the complaint was taken back",
    "complaints.year_taken": "took the year of complaints away",
    "engagement.corrected": "corrected who was listened to",
    "engagement.coverage_taken": "took away who was listened to, quarter by quarter",
    "engagement.list_taken": "took the engagement log away",
    "engagement.logged": "wrote down who was listened to",
    "engagement.paper_taken": "took away who was heard, for a paper",
    "engagement.withdrawn": "said that an entry of the engagement log does not count",
    "export.actions_taken": "exported actions by command",
    "export.backtest_taken": "tried the early warning on the past by command",
    "export.observations_taken": "exported figures by command",
    "export.signals_taken": "exported signals by command",
    "files.added": "added the file",
    "files.evidence_added": "added an evidence file",
    "files.evidence_withdrawn": "withdrew an evidence file",
    "files.opened": "opened an evidence file",
    "files.scanned": "scanned an evidence file",
    "files.version_added": "brought a newer version of the file",
    "files.withdrawn": "took the file back",
    "guard.kept": "kept what looks like personal data, for a lawful reason",
    "guard.masked": "masked personal data",
    "guard.removed": "removed personal data before saving",
    "indicators.definition_recorded": "recorded a definition",
    "indicators.observations_stored": "stored figures",
    "intelligence.acknowledged": "read that somebody may be at risk",
    "intelligence.asked": "put a question to the provider because of it",
    "intelligence.chased": "asked again by when the provider's answer comes",
    "intelligence.closed": "closed it with a reply",
    "intelligence.coded": "had the model read what was told",
    "intelligence.comments_stored": "took comments in",
    "intelligence.comments_taken": "took a list of comments away",
    "intelligence.consent_given": "wrote down consent",
    "intelligence.consent_withdrawn": "wrote down that consent was taken back",
    "intelligence.corrected": "corrected how it is coded",
    "intelligence.correction_undone": "took a correction of the coding back",
    "intelligence.corrections_taken": "took the corrections for training away",
    "intelligence.counted": "had the counts of what was told made anew",
    "intelligence.drift_checked": "held comments against those the model knows",
    "intelligence.gist": "wrote a gist that can be shared",
    "intelligence.link_ended": "ended a practice's link",
    "intelligence.link_made": "gave a practice a link to tell us something by",
    "intelligence.linked": "linked it",
    "intelligence.list_taken": "took the list of soft intelligence away",
    "intelligence.marked": "marked it for a concern",
    "intelligence.merged": "told it with another",
    "intelligence.no_action": "said that no action is needed",
    "intelligence.noted": "wrote a note on it",
    "intelligence.passed": "passed it to a partner",
    "intelligence.received": "took in soft intelligence",
    "intelligence.reopened": "opened it again",
    "intelligence.restricted": "restricted it to named roles",
    "intelligence.risk_cover_set": "set who is told when somebody may be at risk now",
    "intelligence.risk_mailed": "sent word that something does not wait",
    "intelligence.risk_told": "told people that somebody may be at risk now",
    "intelligence.sheet_dropped": "did not take the file of comments in",
    "intelligence.sheet_held": "brought a file of comments",
    "intelligence.sheet_mapped": "said what the columns of a file mean",
    "intelligence.sheet_refused": "had a file of comments refused",
    "intelligence.sheet_taken": "took a file of comments in",
    "intelligence.sheet_taking": "said yes to a file of comments",
    "intelligence.sheet_tried": "tried a file of comments out",
    "intelligence.sheet_undone": "took back what a file of comments brought",
    "intelligence.silence_taken": "took away who is silent",
    "intelligence.taken_up": "took it up",
    "intelligence.themes_taken": "took counts of what people told away",
    "intelligence.triaged": "looked at it",
    "jobs.asked": "asked for background work",
    "jobs.given_back": "gave the work of a lost worker to another",
    "loads.list_taken": "took the list of loads away",
    "loads.loaded": "loaded a file",
    "loads.rejected_taken": "took the rows left out away",
    "loads.revised_taken": "took the revised figures away",
    "notifications.all_read": "marked all news as read",
    "notifications.calendar_key_ended": "ended a calendar address",
    "notifications.calendar_key_made": "made a calendar address",
    "notifications.chosen": "chose what to be told",
    "notifications.read": "read a piece of news",
    "notifications.summary_begun": "began to send a summary",
    "notifications.summary_dropped": "dropped a summary with nothing left to tell",
    "notifications.summary_failed": "could not send a summary",
    "notifications.summary_prepared": "prepared a summary",
    "notifications.summary_refused": "had a summary refused by the mail server",
    "notifications.summary_sent": "sent a summary",
    "notifications.told": "told somebody",
    "organisations.added": "added an organisation",
    "organisations.directory_filled": "filled the directory",
    "organisations.list_taken": "took the list of organisations away",
    "organisations.rated": "stored the regulator's ratings",
    "organisations.stored": "stored organisations",
    "reports.brief_taken": "took the brief away",
    "reports.meeting_set": "set a meeting",
    "reports.meeting_withdrawn": "called a meeting off",
    "reports.monday_page_seen": "marked the Monday page as seen",
    "reports.note_withdrawn": "withdrew a note",
    "reports.note_written": "wrote a note",
    "reports.paper_issued": "issued the paper",
    "reports.paper_taken": "took the paper away",
    "reports.question_answered": "wrote down the answer",
    "reports.question_asked": "asked the question",
    "reports.question_carried": "carried the question to the next meeting",
    "reports.question_closed": "closed the question",
    "reports.question_reopened": "opened the question again",
    "surveillance.chart_chosen": "had the figures drawn as another chart",
    "surveillance.chart_taken": "took a chart away",
    "surveillance.chart_withdrawn": "went back to the indicator's own chart",
    "surveillance.group_changed": "changed the peer group",
    "surveillance.group_made": "made a peer group",
    "surveillance.group_retired": "retired the peer group",
    "surveillance.note_written": "wrote a note on a chart",
    "surveillance.peers_compared": "compared providers with their peers",
    "surveillance.phase_begun": "began a new phase on the chart",
    "surveillance.phase_withdrawn": "took a phase back",
    "surveillance.refreshed": "looked through the figures",
    "surveillance.signal_artefact": "called the signal an artefact of the data",
    "surveillance.signal_clock_set": "set a day for an answer to the signal",
    "surveillance.signal_clock_started": "started the clock of the signal by the rule of the pack",
    "surveillance.signal_clock_unknown": "could not start the clock of the signal: the calendar does not reach its day",
    "surveillance.signal_known": "called the signal already known",
    "surveillance.signal_no_concern": "called the signal no concern",
    "surveillance.signal_noted": "noted the signal",
    "surveillance.signal_real": "called the signal real",
    "surveillance.signal_reopened": "opened the signal again",
    "surveillance.signals_kept_up": "brought the signals in line with the figures",
    "surveillance.signals_taken": "took the list of signals away",
    "surveillance.table_taken": "took a table of figures away",
    "surveillance.target_agreed": "wrote down a target agreed with the provider",
    "surveillance.target_replaced": "put a newer target in the place of one agreed",
    "surveillance.target_withdrawn": "withdrew an agreed target",
    "surveillance.targets_taken": "took the list of agreed targets away",
    "surveillance.themes_heard": "brought the signals in line with what people say",
    "vault.erased": "erased something sealed",
    "vault.key_changed": "sealed something anew with a new key",
    "vault.sealed": "sealed something",
}
NOUNS: dict[str, str] = {
    "action": "action",
    "briefnote": "note",
    "commissioner": "commissioner",
    "complaint": "complaint",
    "complaintfigures": "figures of complaints",
    "definitionversion": "definition",
    "evidencefile": "evidence file",
    "failedsignin": "sign-in",
    "job": "background work",
    "leftoutrow": "row left out",
    "load": "load",
    "meetingstep": "meeting",
    "membership": "role",
    "newsitem": "news",
    "notice": "news",
    "organisation": "organisation",
    "question": "question",
    "rebasestep": "phase",
    "sealed": "something sealed",
    "sending": "summary by e-mail",
    "series": "series",
    "seriesnote": "note on a chart",
    "share": "sharing",
    "user": "person",
}


def phrase(name: str) -> str:
    """What somebody did, to stand behind their name.

    >>> phrase("actions.verified")
    'verified that it is done'
    >>> phrase("visits.date_moved")
    'did this: visits, date moved'
    >>> phrase("actions.action_read")
    'opened it'
    """
    if name in PHRASES:
        return PHRASES[name]
    area, _, deed = name.partition(".")
    if deed.endswith("_read"):
        return "opened it"
    return f"did this: {area}, {deed.replace('_', ' ')}"


def title(name: str) -> str:
    """The deed in a list to choose from.

    >>> title("actions.verified")
    'Actions: verified that it is done'
    """
    area = name.partition(".")[0]
    return f"{area.capitalize()}: {phrase(name)}"


def noun(reference: str) -> str:
    """What sort of record a reference is of.

    >>> noun("briefnote:abc"), noun("visit:abc"), noun("")
    ('note', 'visit', '')
    """
    kind = reference.partition(":")[0]
    return NOUNS.get(kind, kind)


def place(name: str) -> str:
    """Where something was done: a page, a job or a command.

    >>> place("accounts:sign-in"), place("trigpoint demo"), place("")
    ('page accounts, sign in', 'trigpoint demo', '')
    """
    area, colon, page = name.rpartition(":")
    return f"page {area.replace(':', ', ')}, {page.replace('-', ' ')}" if colon else name


def deeds() -> list[str]:
    """Every name with a phrase, sorted."""
    return sorted(PHRASES)
