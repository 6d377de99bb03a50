import Core
import Forum
import Moderation
import Mustache
import Texts
import WebSupport

/// What is to be decided.
struct QueuePage: Page {
    static let template = "moderation_queue"
    let queue: Paged<ReviewCase>
    let isFirst: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "cases": queue.items.map { CaseRow(found: $0, visit: visit) }
        case "isEmpty": queue.items.isEmpty
        case "pager": Pager("/moderation", isFirst: isFirst, next: queue.next)
        case "moderationTabs": ModerationTab.all(current: "queue", visit.phrases)
        default: nil
        }
    }
}

/// One line of the queue, and of what is known of a member.
struct CaseRow: MustacheParent {
    let found: ReviewCase
    let visit: Visit

    private var item: ReviewItem { found.item }

    func child(named name: String) -> Any? {
        switch name {
        case "caseTitle": found.thread?.title ?? visit.phrases.text("own_item_\(item.targetType.rawValue)")
        case "casePath": "/moderation/items/\(item.id)"
        case "causeText": visit.phrases.text("cause_\(item.cause.rawValue)")
        case "weightText": visit.phrases.text("item_weight", ["weight": "\(item.weight)"])
        case "stateText": visit.phrases.text("item_state_\(found.state?.rawValue ?? "deleted")")
        case "isDangerous": item.hiddenAt != nil
        case "reasonTexts": reasons
        case "author": MemberLink(member: item.author, pseudonym: item.pseudonym, visit: visit)
        case "openedAt": Moment(item.openedAt, visit)
        case "decisionTexts": item.decision.map { [visit.phrases.text("decision_\($0.rawValue)")] } ?? []
        default: nil
        }
    }

    /// `Spam ×2`
    private var reasons: [String] {
        FlagReason.allCases.compactMap { reason in
            let count = found.count(reason)
            if count == 0 { return nil }
            return visit.phrases.text("reason_\(reason.rawValue)") + (count > 1 ? " ×\(count)" : "")
        }
    }
}

/// One item with the form that decides it.
struct ItemPage: Page {
    static let template = "moderation_item"
    let found: ReviewCase
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var item: ReviewItem { found.item }

    func child(named name: String) -> Any? {
        switch name {
        case "caseRow": CaseRow(found: found, visit: visit)
        case "posts": found.post.map { [JudgedPost(html: $0.html, path: "/posts/\($0.id)", visit: visit)] } ?? []
        case "receivedFlags": found.shownFlags.map { ReceivedFlagRow(flag: $0, visit: visit) }
        case "hasFlags": !found.shownFlags.isEmpty
        case "wasMended": item.restoredAt != nil
        case "appealTexts": item.appeal.isEmpty ? [] : [item.appeal]
        case "canDecide": item.isOpen && visit.principal.member?.id != item.authorID
        case "isOwn": visit.principal.member?.id == item.authorID
        case "signalTexts": signals.map { visit.phrases.text("scam_signal_\($0.rawValue)") }
        case "hasSignals": !signals.isEmpty
        case "decidedTexts": item.decision.map { [visit.phrases.text("decision_\($0.rawValue)")] } ?? []
        case "noteText": item.note
        case "decisionPath": "/moderation/items/\(item.id)/decision"
        case "moderationTabs": ModerationTab.all(current: "queue", visit.phrases)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        case "unmaskings": found.unmasking.map { [UnmaskingView(found: found, unmasking: $0, visit: visit)] } ?? []
        case "unmaskPaths": canUnmask ? ["/moderation/items/\(item.id)/unmasking"] : []
        default: input(named: name)
        }
    }

    /// What its words look like, in the order of the list of signals.
    private var signals: [ScamPatterns.Signal] {
        ScamPatterns.Signal.allCases.filter(found.signals.contains)
    }

    /// Whether the moderator may ask who wrote it.
    private var canUnmask: Bool {
        item.isAnonymous && visit.principal.member?.id != item.authorID && found.unmasking == nil
    }

    /// Whoever is suspended is named: of an anonymous post that is no choice before it is unmasked.
    private var choices: [Decision] {
        if item.cause == .appeal { return [.approve, .reject] }
        return Decision.allCases.filter { $0 != .suspend || found.isNamed }
    }

    private func words(for decision: Decision) -> String {
        item.cause == .appeal
            ? visit.phrases.text("appeal_answer_\(decision.rawValue)")
            : visit.phrases.text("decide_\(decision.rawValue)")
    }

    private func input(named name: String) -> Any? {
        switch name {
        case "decisionChoice":
            Field("decision", value: "", problem: problem, phrases: visit.phrases).with { field in
                // Nothing is decided by not choosing.
                let none = Field.Option("", visit.phrases.text("choose"), isSelected: form?["decision"] == nil)
                field.options =
                    [none]
                    + choices.map {
                        Field.Option($0.rawValue, words(for: $0), isSelected: $0.rawValue == form?["decision"])
                    }
            }
        case "unmaskReason":
            Field(
                "reason", key: "unmask_reason", value: form?["reason"] ?? "", problem: problem, phrases: visit.phrases
            )
            .with {
                $0.rows = 3
                $0.maxLength = 1000
            }
        case "maySuspend": choices.contains(.suspend)
        case "daysField", "reasonArea", "noteArea": suspensionInput(name, form, problem, visit, isRequired: false)
        default: nil
        }
    }
}

/// The inputs of a suspension, which both pages have.
func suspensionInput(
    _ name: String, _ form: Form?, _ problem: Problem?, _ visit: Visit, isRequired: Bool
) -> Any? {
    switch name {
    case "daysField":
        Field("days", key: "suspend_days", value: form?["days"] ?? "", problem: problem, phrases: visit.phrases).with {
            $0.inputType = "number"
            $0.direction = "ltr"
            $0.autocomplete = "off"
            $0.isRequired = isRequired
        }
    case "reasonArea":
        Field("reason", key: "suspend_reason", value: form?["reason"] ?? "", problem: problem, phrases: visit.phrases)
            .with {
                $0.rows = 4
                $0.maxLength = 1000
                $0.isRequired = isRequired
            }
    case "noteArea":
        Field("note", key: "staff_note", value: form?["note"] ?? "", problem: problem, phrases: visit.phrases).with {
            $0.rows = 3
            $0.maxLength = 1000
            $0.isRequired = false
        }
    default: nil
    }
}

private struct JudgedPost: MustacheParent {
    let html: String
    let path: String
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "bodyHTML": OutsideLinks.guarded(html, own: visit.site)
        case "postPath": path
        default: nil
        }
    }
}

private struct ReceivedFlagRow: MustacheParent {
    let flag: Flag
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "reasonText": visit.phrases.text("reason_\(flag.reason.rawValue)")
        case "reporterName":
            flag.reporterName.isEmpty ? visit.phrases.text("former_member") : flag.reporterName
        case "noteText": flag.note
        case "weightText": visit.phrases.text("item_weight", ["weight": "\(flag.weight)"])
        case "flaggedAt": Moment(flag.createdAt, visit)
        default: nil
        }
    }
}

/// What moderators know of a member.
struct MemberCasePage: Page {
    static let template = "moderation_member"
    let found: ModerationService.MemberCase
    let entries: [ModerationEntry]
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var path: String { "/moderation/members/\(Links.escaped(found.facts.username))" }

    func child(named name: String) -> Any? {
        switch name {
        case "personName": found.facts.displayName
        case "username": found.facts.username
        case "personPath": Links.member(found.facts.username)
        case "levelText": visit.phrases.text("level_\(found.facts.trust.rawValue)")
        case "isSilenced": found.facts.silencedAt != nil
        case "memberSince": Moment(found.facts.joinedAt, visit)
        case "suspensions": found.suspensions.map { SuspensionView(suspension: $0, visit: visit) }
        case "hasSuspensions": !found.suspensions.isEmpty
        case "canSuspend": found.canSuspend
        case "canLift": found.canSuspend && found.facts.suspendedUntil != nil
        case "suspendPath": "\(path)/suspend"
        case "liftPath": "\(path)/lift"
        case "restorePath": "\(path)/restore-posts"
        case "publishedText": visit.phrases.text("member_posts_published", count: found.publishedPosts)
        case "hidesPosts": form?["hidesPosts"] != nil
        case "undoneText": visit.phrases.text("member_posts_undone", count: found.undonePosts)
        case "canRestore": found.canSuspend && found.isUndone
        case "cases":
            found.items.map { CaseRow(found: $0, visit: visit) }
        case "hasCases": !found.items.isEmpty
        case "entries": entries.map { AuditRow(entry: $0, visit: visit) }
        case "hasEntries": !entries.isEmpty
        case "moderationTabs": ModerationTab.all(current: "", visit.phrases)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        case "daysField", "reasonArea", "noteArea": suspensionInput(name, form, problem, visit, isRequired: true)
        default: nil
        }
    }
}
