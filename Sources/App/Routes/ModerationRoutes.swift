import WebSupport

/// Flags, their review, one's own standing, and the logs. `/moderation` is there for staff alone.
extension Routes {
    func registerModeration(_ list: inout RouteList) {
        list.member(.get, "/posts/:id/flag", moderation.flagPage)
        list.member(.post, "/posts/:id/flag", moderation.submitFlag)
        list.member(.get, "/flags", moderation.flagsPage)
        list.member(.get, "/standing", moderation.standingPage)
        list.member(.post, "/standing/appeal", moderation.submitSuspensionAppeal)
        list.member(.get, "/standing/:id/appeal", moderation.appealPage)
        list.member(.post, "/standing/:id/appeal", moderation.submitAppeal)
        list.member(.post, "/members/:username/vouch", moderation.submitVouch)
        list.visitor(.get, "/moderation-log", moderation.logPage)
        list.visitor(.get, "/out", moderation.outsidePage)
        list.moderator(.get, "/moderation", moderation.queuePage)
        list.moderator(.get, "/moderation/items/:id", moderation.itemPage)
        list.moderator(.post, "/moderation/items/:id/decision", moderation.submitDecision)
        list.moderator(.post, "/moderation/items/:id/unmasking", moderation.submitUnmasking)
        list.moderator(.post, "/moderation/items/:id/unmasking/confirm", moderation.confirmUnmasking)
        list.moderator(.get, "/moderation/members/:username", moderation.memberPage)
        list.moderator(.post, "/moderation/members/:username/suspend", moderation.submitSuspension)
        list.moderator(.post, "/moderation/members/:username/lift", moderation.submitLift)
        list.moderator(.post, "/moderation/members/:username/restore-posts", moderation.submitRestoring)
        list.moderator(.get, "/moderation/audit", moderation.auditPage)
        registerPatterns(&list)
        registerModerationAPI(&list)
    }

    /// What scams are known by: staff reads it, admins change it.
    private func registerPatterns(_ list: inout RouteList) {
        list.moderator(.get, "/moderation/patterns", moderation.patternsPage)
        list.moderator(.post, "/moderation/patterns", moderation.submitPatterns)
        list.moderator(
            .get, "/api/v1/scam-patterns",
            .reads("The community's own patterns of scams, the newest first. For staff."),
            moderationAPI.listPatterns)
        list.moderator(
            .get, "/api/v1/scam-patterns/shipped", .reads("The patterns that ship with the program. For staff."),
            moderationAPI.showShippedPatterns)
        list.moderator(
            .post, "/api/v1/scam-patterns", .changes("Adds a pattern of one's own. For admins."),
            moderationAPI.addPattern)
        list.moderator(
            .post, "/api/v1/scam-patterns/trial",
            .reads("What a pattern would do to the last 1,000 posts; it is not kept. For staff."),
            moderationAPI.tryPattern)
        list.moderator(
            .patch, "/api/v1/scam-patterns/:id", .changes("Lets a pattern rest, or looks for it again. For admins."),
            moderationAPI.setPattern)
        list.moderator(
            .delete, "/api/v1/scam-patterns/:id", .does("Takes a pattern away. For admins."),
            moderationAPI.removePattern)
    }

    private func registerModerationAPI(_ list: inout RouteList) {
        list.member(
            .post, "/api/v1/flags", .creates("Asks moderators to look at a post, or at a thread by its opening post."),
            moderationAPI.createFlag)
        list.member(
            .get, "/api/v1/flags", .lists("What one has flagged and what became of it."), moderationAPI.listFlags)
        list.member(.get, "/api/v1/flags/:id", .reads("One of one's own flags."), moderationAPI.showFlag)
        list.moderator(
            .get, "/api/v1/review-items", .lists("What is to be decided, the heaviest and oldest first. For staff."),
            moderationAPI.listItems)
        list.moderator(
            .get, "/api/v1/review-items/:id", .reads("One of them, with its flags. For staff."), moderationAPI.showItem
        )
        list.moderator(
            .post, "/api/v1/review-items/:id/decision", .changes("Decides it. For staff."), moderationAPI.decide)
        list.moderator(
            .post, "/api/v1/review-items/:id/unmasking",
            .changes("Asks to learn who wrote an anonymous post: another moderator must agree. For staff."),
            moderationAPI.requestUnmasking)
        list.moderator(
            .post, "/api/v1/review-items/:id/unmasking/confirmation",
            .changes("Agrees: the two see who wrote it, and the author is told. For staff."),
            moderationAPI.confirmUnmasking)
        list.member(
            .post, "/api/v1/review-items/:id/appeal", .does("Says that a decision about one's own post is wrong."),
            moderationAPI.appeal)
        list.member(
            .get, "/api/v1/me/review-items", .lists("One's own posts in review, and what was decided of them."),
            moderationAPI.listOwnItems)
        list.moderator(
            .put, "/api/v1/members/:username/suspension",
            .does("Lets a member read and not write for some days; may hide all that they published. For staff."),
            moderationAPI.suspend)
        list.moderator(
            .delete, "/api/v1/members/:username/suspension", .does("Ends it before its time. For staff."),
            moderationAPI.lift)
        list.moderator(
            .post, "/api/v1/members/:username/restored-posts",
            .does("Brings back what went out of sight with the account. For staff."), moderationAPI.restorePosts)
        list.member(
            .put, "/api/v1/members/:username/vouch", .does("Says that one knows a member: they are known at once."),
            moderationAPI.setVouch)
        list.member(
            .delete, "/api/v1/members/:username/vouch", .does("Takes that back; what it opened stays open."),
            moderationAPI.removeVouch)
        list.visitor(
            .get, "/api/v1/outside-link",
            .reads(
                "What is known of an address on another site, before anybody goes there.",
                .text("to", "An address of the web, whole; 2,000 bytes at most.", isRequired: true)),
            moderationAPI.showOutsideLink)
        list.visitor(
            .get, "/api/v1/moderation-log", .lists("What moderators did: no names, no words."), moderationAPI.listLog)
    }
}
