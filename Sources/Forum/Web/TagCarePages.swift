import Core
import Forum
import Hummingbird
import Mustache
import Texts
import WebSupport

extension TagSynonymDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["name": "blaue-karte", "tag": "blue-card"]
}

/// Words that become tags: for staff.
extension ForumPages {
    @Sendable package func tagCarePage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await tagCare(context, after: try request.after)
    }

    private func tagCare(
        _ context: ModeratorContext, after: PageCursor? = nil, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = TagCarePage(
            found: try await forum.tagSynonyms(after: after, as: context.principal), isFirst: after == nil, form: form,
            problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitTagCare(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        do {
            if form.wants("remove") {
                try await forum.removeSynonym(form["name"] ?? "", as: context.principal)
            } else {
                let draft = TagSynonymDraft(name: form["name"], tag: form["tag"])
                _ = try await forum.makeSynonym(draft, as: context.principal)
            }
            return .seeOther("/moderation/tags", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await tagCare(context, form: form, problem: problem)
        }
    }
}

extension ForumAPI {
    @Sendable package func listSynonyms(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<TagSynonym>> {
        let found = try await forum.tagSynonyms(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items, next: found.next?.text))
    }

    @Sendable package func makeSynonym(
        _ request: Request, context: ModeratorContext, draft: TagSynonymDraft
    ) async throws -> Answer<TagSynonym> {
        .ok(try await forum.makeSynonym(draft, as: context.principal))
    }

    @Sendable package func removeSynonym(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<Nothing> {
        try await forum.removeSynonym(try context.text("name"), as: context.principal)
        return .done
    }
}

/// All words that become tags, and the form for another.
struct TagCarePage: Page {
    static let template = "forum_tag_care"
    let found: Paged<TagSynonym>
    let isFirst: Bool
    /// What was typed and refused.
    let form: Form?
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "synonyms": found.items.map { TagSynonymRow(synonym: $0, phrases: visit.phrases) }
        case "isEmpty": found.items.isEmpty
        case "nameField": field("name", "synonym_name")
        case "tagField": field("tag", "synonym_tag")
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, visit.phrases)
        case "pager": Pager("/moderation/tags", isFirst: isFirst, next: found.next)
        default: nil
        }
    }

    private func field(_ name: String, _ key: String) -> Field {
        Field(name, key: key, value: form?[name] ?? "", problem: problem, phrases: visit.phrases).with {
            $0.maxLength = 60
            $0.autocomplete = "off"
        }
    }
}

private struct TagSynonymRow: MustacheParent {
    let synonym: TagSynonym
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "synonymText":
            phrases.text("tags_care_becomes", ["name": "#\(synonym.name)", "tag": "#\(synonym.tag)"])
        case "synonymName": synonym.name
        case "synonymPath": Links.tag(synonym.tag)
        default: nil
        }
    }
}
