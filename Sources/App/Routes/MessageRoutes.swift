import Messages
import WebSupport

/// Private messages, as pages and as JSON: for the two alone.
extension Routes {
    func registerMessages(_ list: inout RouteList) {
        list.member(.get, "/messages", messages.listPage)
        list.member(.get, "/messages/new", messages.newPage)
        list.member(.post, "/messages/new", messages.submitNew)
        list.member(.get, "/messages/reports", messages.reportsPage)
        list.member(.get, "/messages/:id", messages.page)
        list.member(.post, "/messages/:id", messages.submitMessage)
        list.member(.post, "/messages/:id/hidden", messages.submitHidden)
        list.member(.get, "/messages/:id/report/:message", messages.reportPage)
        list.member(.post, "/messages/:id/report/:message", messages.submitReport)
        list.member(.get, "/settings/messages", messages.settingsPage)
        list.member(.post, "/settings/messages", messages.submitSettings)
        list.moderator(.get, "/moderation/messages", messages.queuePage)
        list.moderator(.post, "/moderation/messages/:id/decision", messages.submitDecision)
        registerMessageAPI(&list)
        registerMessageCaseAPI(&list)
    }

    private func registerMessageAPI(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/me/conversations",
            .lists(
                "One's own conversations, what was written last first.",
                .text("hidden", "`true` for those that one took off the list.")), messageAPI.list)
        list.member(
            .post, "/api/v1/me/conversations",
            .creates(
                """
                Writes to a member, beginning the conversation of the two where there is none: 404 for whom one may not \
                write to.
                """
            ).refusing(.forbidden, .tooMany), messageAPI.begin)
        list.member(
            .get, "/api/v1/me/conversations/:id", .reads("A conversation, for the two alone."),
            messageAPI.show)
        list.member(
            .get, "/api/v1/me/conversations/:id/messages",
            .lists("What the two wrote, the newest first."), messageAPI.listMessages)
        list.member(
            .post, "/api/v1/me/conversations/:id/messages",
            .creates("Writes to the other: 409 `not_deliverable` where the other takes no messages any more.")
                .refusing(.forbidden, .tooMany), messageAPI.createMessage)
        list.member(
            .put, "/api/v1/me/conversations/:id/read",
            .changes("Notes up to which message one has read."), messageAPI.markRead)
        list.member(
            .put, "/api/v1/me/conversations/:id/hidden",
            .changes("Takes it off one's own list until somebody writes again."), messageAPI.hide)
        list.member(
            .delete, "/api/v1/me/conversations/:id/hidden",
            .changes("Puts it back on one's list."), messageAPI.unhide)
        list.member(
            .get, "/api/v1/me/message-settings", .reads("Who may write to one first."), messageAPI.showSettings)
        list.member(
            .put, "/api/v1/me/message-settings",
            .changes("Says who may write to one first; whom one wrote to may always answer."),
            messageAPI.changeSettings)
    }

    private func registerMessageCaseAPI(_ list: inout RouteList) {
        list.member(
            .post, "/api/v1/me/conversations/:id/messages/:message/reports",
            .creates("Tells moderators of a message of the other; they see it and what is named in `shown`.")
                .refusing(.forbidden), messageAPI.report)
        list.member(
            .get, "/api/v1/me/message-reports",
            .lists("The messages that one reported, the newest first, and what became of it."),
            messageAPI.listReports)
        list.moderator(
            .get, "/api/v1/message-cases",
            .lists("Messages that wait and messages that were reported, the oldest first."), messageAPI.queue)
        list.moderator(
            .post, "/api/v1/message-cases/:id/decision",
            .changes("Lets a message through or agrees with a report; or does not.").refusing(.forbidden),
            messageAPI.decide)
    }
}
