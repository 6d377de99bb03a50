import Core
import Hummingbird
import Moderation
import Mustache
import Texts
import WebSupport

extension OwnPatternDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["kind": "words", "signal": "payment", "text": "slot booking charges"]
}

extension OwnPatternChange: APIDraft {
    package static let fieldNames: Set<String> = ["isPaused"]
}

/// What scams are known by: for staff.
extension ModerationPages {
    @Sendable package func patternsPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await patterns(context)
    }

    @Sendable package func submitPatterns(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        do {
            if form.wants("try") {
                let trial = try await moderation.tryPattern(form.pattern, as: context.principal)
                return try await patterns(context, form: form, trial: trial)
            }
            try await change(form, context)
            return .seeOther("/moderation/patterns", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await patterns(context, form: form, problem: problem)
        }
    }

    private func change(_ form: Form, _ context: ModeratorContext) async throws {
        guard let text = form["id"] else {
            _ = try await moderation.addPattern(form.pattern, as: context.principal)
            return
        }
        guard let id = OwnPatternID(text) else { throw Problem.notFound }
        if form.wants("remove") {
            try await moderation.removePattern(id, as: context.principal)
        } else {
            let change = OwnPatternChange(isPaused: form.wants("pause"))
            _ = try await moderation.setPattern(id, change, as: context.principal)
        }
    }

    private func patterns(
        _ context: ModeratorContext, form: Form? = nil, problem: Problem? = nil, trial: PatternTrial? = nil
    ) async throws -> Response {
        let page = PatternsPage(
            own: try await moderation.ownPatterns(as: context.principal), form: form, problem: problem, trial: trial,
            visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }
}

extension Form {
    fileprivate var pattern: OwnPatternDraft {
        OwnPatternDraft(kind: self["kind"], signal: self["signal"], text: self["text"])
    }
}

extension ModerationAPI {
    @Sendable package func listPatterns(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<OwnPattern>> {
        .ok(ListAnswer(items: try await moderation.ownPatterns(as: context.principal), next: nil))
    }

    @Sendable package func showShippedPatterns(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ScamPatterns.Listing> {
        .ok(ScamPatterns.shipped.listing)
    }

    @Sendable package func addPattern(
        _ request: Request, context: ModeratorContext, draft: OwnPatternDraft
    ) async throws -> Answer<OwnPattern> {
        .ok(try await moderation.addPattern(draft, as: context.principal))
    }

    @Sendable package func tryPattern(
        _ request: Request, context: ModeratorContext, draft: OwnPatternDraft
    ) async throws -> Answer<PatternTrial> {
        .ok(try await moderation.tryPattern(draft, as: context.principal))
    }

    @Sendable package func setPattern(
        _ request: Request, context: ModeratorContext, draft: OwnPatternChange
    ) async throws -> Answer<OwnPattern> {
        .ok(try await moderation.setPattern(try context.id("id"), draft, as: context.principal))
    }

    @Sendable package func removePattern(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<Nothing> {
        try await moderation.removePattern(try context.id("id"), as: context.principal)
        return .done
    }
}

/// All patterns, and the form for another.
struct PatternsPage: Page {
    static let template = "moderation_patterns"
    let own: [OwnPattern]
    /// What was typed and refused, or tried.
    let form: Form?
    let problem: Problem?
    let trial: PatternTrial?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }
    private var canChange: Bool { visit.principal.member?.roles.contains(.admin) ?? false }

    func child(named name: String) -> Any? {
        switch name {
        case "moderationTabs": ModerationTab.all(current: "patterns", phrases)
        case "ownPatterns": own.map { OwnPatternRow(pattern: $0, canChange: canChange, visit: visit) }
        case "isEmpty": own.isEmpty
        case "canChangePatterns": canChange
        case "kindField":
            choice("kind", "pattern_kind", OwnPattern.Kind.allCases.map(\.rawValue)) { "pattern_kind_\($0)" }
        case "signalField":
            choice("signal", "pattern_signal", OwnPattern.signals.map(\.rawValue)) { "scam_signal_\($0)" }
        case "textField":
            field("text", "pattern_text").with {
                $0.maxLength = 80
                $0.autocomplete = "off"
            }
        case "trials": trial.map { [TrialView(trial: $0, visit: visit)] } ?? []
        case "shippedWords": OwnPattern.signals.map { ShippedWords(signal: $0, phrases: phrases) }.filter(\.isThere)
        case "shippedSites": ScamPatterns.shipped.listing.sites
        case "shippedExpressions": ScamPatterns.shipped.listing.expressions
        case "heldText":
            phrases.text(
                "patterns_held_at",
                [
                    "new": "\(ScamPatterns.shipped.listing.heldOfNew)",
                    "known": "\(ScamPatterns.shipped.listing.heldOfKnown)",
                ])
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }

    private func field(_ name: String, _ key: String) -> Field {
        Field(name, key: key, value: form?[name] ?? "", problem: problem, phrases: phrases)
    }

    private func choice(_ name: String, _ key: String, _ values: [String], label: (String) -> String) -> Field {
        let chosen = form?[name] ?? values.first
        return field(name, key).with { field in
            field.options = values.map { Field.Option($0, phrases.text(label($0)), isSelected: $0 == chosen) }
        }
    }
}

private struct OwnPatternRow: MustacheParent {
    let pattern: OwnPattern
    let canChange: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "patternID": pattern.id.text
        case "patternText": pattern.text
        case "patternKind": visit.phrases.text("pattern_kind_\(pattern.kind.rawValue)")
        case "patternSignal": visit.phrases.text("scam_signal_\(pattern.signal.rawValue)")
        case "isPatternPaused": pattern.isPaused
        case "isPatternChangeable": canChange
        case "pauseValue": pattern.isPaused ? "resume" : "pause"
        case "pauseLabel": visit.phrases.text(pattern.isPaused ? "pattern_resume" : "pattern_pause")
        case "patternAdded": Moment(pattern.createdAt, visit)
        default: nil
        }
    }
}

private struct TrialView: MustacheParent {
    let trial: PatternTrial
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "trialText":
            visit.phrases.text("pattern_trial", count: trial.found, ["posts": "\(trial.posts)"])
        case "trialHeld":
            visit.phrases.text(
                "pattern_trial_held", ["new": "\(trial.heldOfNew)", "known": "\(trial.heldOfKnown)"])
        case "trialPosts": trial.examples.map { TrialRow(post: $0, visit: visit) }
        default: nil
        }
    }

    private struct TrialRow: MustacheParent {
        let post: PatternTrial.Post
        let visit: Visit

        func child(named name: String) -> Any? {
            switch name {
            case "trialPath": "/posts/\(post.postId)"
            case "trialTitle": post.title
            case "isTrialHeld": post.isHeld
            case "trialWritten": Moment(post.createdAt, visit)
            default: nil
            }
        }
    }
}

private struct ShippedWords: MustacheParent {
    let signal: ScamPatterns.Signal
    let phrases: Phrasebook

    private var words: [String] { ScamPatterns.shipped.listing.words[signal.rawValue] ?? [] }
    var isThere: Bool { !words.isEmpty }

    func child(named name: String) -> Any? {
        switch name {
        case "shippedSignal": phrases.text("scam_signal_\(signal.rawValue)")
        case "shippedWeight":
            phrases.text(
                "pattern_weight",
                ["weight": "\(ScamPatterns.shipped.listing.weights[signal.rawValue] ?? 0)"])
        case "shippedTexts": words
        default: nil
        }
    }
}
