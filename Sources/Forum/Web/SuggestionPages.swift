import Core
import Forum
import Hummingbird
import Mustache
import WebSupport

extension SuggestionDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["body": "The fee is 80 euros since July; the form is the same.", "note": "New fee."]
}

extension SuggestionDecision: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["decision": "decline", "reason": "The office still asks for it."]
}

/// New texts for guides.
extension ForumPages {
    @Sendable package func suggestPage(_ request: Request, context: MemberContext) async throws -> Response {
        let (post, thread) = try await suggestible(context)
        return pages.response(SuggestPage(post: post, thread: thread, visit: context.visit), context.visit)
    }

    @Sendable package func submitSuggestion(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let (post, thread) = try await suggestible(context)
        var page = SuggestPage(post: post, thread: thread, form: form, visit: context.visit)
        if form.wants("preview") {
            page.preview = try await forum.preview(form["body"] ?? "")
            return pages.response(page, context.visit)
        }
        let draft = SuggestionDraft(
            body: form["body"], note: form["note"], baseRev: form["baseRevision"].flatMap { Int64($0) })
        do {
            let made = try await forum.suggest(draft, for: post.id, as: context.principal)
            return made.state == .applied
                ? .seeOther("/posts/\(post.id)", flash: "saved")
                : .seeOther("/posts/\(post.id)/suggestions", flash: "suggested")
        } catch let problem as Problem where problem.belongsToForm || problem.kind == .tooMany {
            page.problem = problem
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    /// Permission is checked before the form is shown, not after it is filled.
    private func suggestible(_ context: MemberContext) async throws -> (ForumPost, ForumThread) {
        let (post, thread) = try await forum.post(try context.id("id"), as: context.principal)
        guard context.principal.canSuggest(post, in: thread) else { throw Problem(.forbidden, "not_a_guide") }
        return (post, thread)
    }

    @Sendable package func suggestionsPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let found = try await forum.suggestions(for: try context.id("id"), after: after, as: context.principal)
        let page = SuggestionsPage(
            guide: found, suggestions: found.suggestions, guides: [found.post.id: found], isFirst: after == nil,
            visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func waitingSuggestionsPage(
        _ request: Request, context: ModeratorContext
    ) async throws -> Response {
        let after = try request.after
        let found = try await forum.waitingSuggestions(after: after, as: context.principal)
        let page = SuggestionsPage(
            guide: nil, suggestions: found.suggestions, guides: found.guides, isFirst: after == nil,
            visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitSuggestionDecision(
        _ request: Request, context: MemberContext
    ) async throws -> Response {
        let form = try await request.form()
        let decided = try await forum.decide(
            SuggestionDecision(decision: form["action"], reason: form["reason"]), on: try context.id("id"),
            as: context.principal)
        let flash =
            switch decided.state {
            case .applied: "suggestion_applied"
            case .declined: "suggestion_declined"
            case .open, .withdrawn: "suggestion_withdrawn"
            }
        return .seeOther("/posts/\(decided.postID)/suggestions", flash: flash)
    }
}

extension ForumAPI {
    @Sendable package func listSuggestions(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<SuggestionRecord>> {
        let found = try await forum.suggestions(
            for: try context.id("id"), after: try request.after, limit: try request.limit, as: context.principal)
        return Self.answer(found.suggestions)
    }

    @Sendable package func listOwnSuggestions(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<SuggestionRecord>> {
        Self.answer(
            try await forum.ownSuggestions(
                after: try request.after, limit: try request.limit, as: context.principal))
    }

    @Sendable package func listWaitingSuggestions(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<SuggestionRecord>> {
        Self.answer(
            try await forum.waitingSuggestions(
                after: try request.after, limit: try request.limit, as: context.principal
            ).suggestions)
    }

    private static func answer(_ found: Paged<Suggestion>) -> Answer<ListAnswer<SuggestionRecord>> {
        .ok(ListAnswer(items: found.items.map(SuggestionRecord.init), next: found.next?.text))
    }

    @Sendable package func suggest(
        _ request: Request, context: MemberContext, draft: SuggestionDraft
    ) async throws -> Answer<SuggestionRecord> {
        .ok(SuggestionRecord(try await forum.suggest(draft, for: try context.id("id"), as: context.principal)))
    }

    @Sendable package func decideSuggestion(
        _ request: Request, context: MemberContext, draft: SuggestionDecision
    ) async throws -> Answer<SuggestionRecord> {
        .ok(SuggestionRecord(try await forum.decide(draft, on: try context.id("id"), as: context.principal)))
    }
}

/// The form for a new text of a guide.
struct SuggestPage: Page {
    static let template = "forum_suggest"
    let post: ForumPost
    let thread: ForumThread
    var form: Form?
    var problem: Problem?
    var preview: String?
    let visit: Visit

    var section: Section? { .questions }
    private var isConflict: Bool { problem?.code == "edit_conflict" }
    private var isAtOnce: Bool { visit.principal.canApplySuggestions }

    func child(named name: String) -> Any? {
        switch name {
        case "suggestPath": "/posts/\(post.id)/suggest"
        case "threadPath": "\(thread.path)#post-\(post.id)"
        case "threadTitle": thread.title
        case "suggestHeading": visit.phrases.text(isAtOnce ? "suggest_edit_heading" : "suggest_heading")
        case "suggestIntro": visit.phrases.text(isAtOnce ? "suggest_edit_intro" : "suggest_intro")
        case "suggestButton": visit.phrases.text(isAtOnce ? "save_changes" : "suggest_button")
        // After a conflict the form goes on from the text that is there now.
        case "revision": isConflict ? "\(post.revision)" : form?["baseRevision"] ?? "\(post.revision)"
        case "body":
            Field(
                "body", key: "thread_body", value: form?["body"] ?? post.body, problem: problem, phrases: visit.phrases)
        case "note":
            Field("note", key: "suggestion_note", value: form?["note"] ?? "", problem: problem, phrases: visit.phrases)
                .with {
                    $0.isRequired = false
                    $0.maxLength = Suggestion.noteLength.upperBound
                }
        case "previews": (isConflict ? post.html : preview).map { [Preview(html: $0)] } ?? []
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

/// What is suggested for a guide, or for all of them.
struct SuggestionsPage: Page {
    static let template = "forum_suggestions"
    /// `nil` for all.
    let guide: SuggestionList?
    let suggestions: Paged<Suggestion>
    let guides: [PostID: SuggestionList]
    let isFirst: Bool
    let visit: Visit

    private var path: String { guide.map { "/posts/\($0.post.id)/suggestions" } ?? "/moderation/suggestions" }

    func child(named name: String) -> Any? {
        switch name {
        case "guideLinks": guide.map { [GuideLink(guide: $0)] } ?? []
        case "isForStaff": guide == nil
        case "isEmpty": suggestions.items.isEmpty
        case "suggestions":
            suggestions.items.compactMap { suggestion in
                guides[suggestion.postID].map {
                    SuggestionView(suggestion: suggestion, guide: $0, namesGuide: guide == nil, visit: visit)
                }
            }
        case "pager": Pager(path, isFirst: isFirst, next: suggestions.next)
        default: nil
        }
    }
}

private struct GuideLink: MustacheParent {
    let guide: SuggestionList

    func child(named name: String) -> Any? {
        switch name {
        case "guidePath": guide.thread.path
        case "guideTitle": guide.thread.title
        default: nil
        }
    }
}

/// A suggestion with what it would change.
private struct SuggestionView: MustacheParent {
    let suggestion: Suggestion
    let guide: SuggestionList
    let namesGuide: Bool
    let visit: Visit

    private var isOpen: Bool { suggestion.state == .open }
    private var isOwn: Bool { suggestion.author.id == visit.principal.member?.id }
    /// Made from another text than the present one: what it would change cannot be told any more.
    private var isStale: Bool { isOpen && suggestion.baseRevision != guide.post.revision }

    func child(named name: String) -> Any? {
        switch name {
        case "guides": namesGuide ? [GuideLink(guide: guide)] : []
        case "author": PersonView(byline: .member(suggestion.author), visit: visit)
        case "suggestedAt": Moment(suggestion.createdAt, visit)
        case "stateTexts": isOpen ? [] : [visit.phrases.text("suggestion_state_\(suggestion.state.rawValue)")]
        case "noteTexts": suggestion.note.isEmpty ? [] : [suggestion.note]
        case "reasonTexts": suggestion.reason.isEmpty ? [] : [suggestion.reason]
        case "isStale": isStale
        case "pieces": pieces.map(PieceView.init)
        case "decisionPath": "/suggestions/\(suggestion.id)/decision"
        case "canDecide": isOpen && !isOwn
        case "canApply": !isStale
        case "canWithdraw": isOpen && isOwn
        case "reasonID": "reason-\(suggestion.id)"
        default: nil
        }
    }

    private var pieces: [TextDifference.Piece] {
        guard isOpen, !isStale else { return [.same(suggestion.body)] }
        return TextDifference.pieces(from: guide.post.body, to: suggestion.body).map(Self.shortened)
    }

    /// Of long parts that stay as they are, the ends: enough to find the place in a guide of many screens.
    private static func shortened(_ piece: TextDifference.Piece) -> TextDifference.Piece {
        guard case .same(let text) = piece, text.count > 500 else { return piece }
        return .same("\(text.prefix(200)) … \(text.suffix(200))")
    }
}
