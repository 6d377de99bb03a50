import Core
import Hummingbird
import Opportunities
import WebSupport

extension TalentDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "headline": "Backend developer, Swift and PostgreSQL", "skills": "swift", "destinations": "DE",
        "reason": "laid_off",
    ]
}

/// JSON routes of the talent directory.
package struct TalentAPI: Sendable {
    let talent: TalentService

    package init(talent: TalentService) { self.talent = talent }

    @Sendable package func showOwn(_ request: Request, context: MemberContext) async throws -> Answer<TalentRecord> {
        guard let entry = try await talent.ownEntry(as: context.principal) else { throw Problem.notFound }
        return .ok(TalentRecord(entry, isNamed: true), revision: entry.revision)
    }

    @Sendable package func setOwn(
        _ request: Request, context: MemberContext, draft: TalentDraft
    ) async throws -> Answer<TalentRecord> {
        let entry = try await talent.list(draft, as: context.principal)
        return .ok(TalentRecord(entry, isNamed: true), revision: entry.revision)
    }

    @Sendable package func leave(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await talent.leave(as: context.principal)
        return .done
    }

    @Sendable package func listLooks(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<TalentLookRecord>> {
        let looks = try await talent.looks(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: looks.items.map(TalentLookRecord.init), next: looks.next?.text))
    }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<TalentRecord>> {
        let entries = try await talent.entries(
            to: request.typed("destination"), after: try request.after, limit: try request.limit,
            as: context.principal)
        return .ok(
            ListAnswer(items: entries.items.map { TalentRecord($0, isNamed: false) }, next: entries.next?.text))
    }

    @Sendable package func show(_ request: Request, context: MemberContext) async throws -> Answer<TalentRecord> {
        let entry = try await talent.entry(try context.id("id"), as: context.principal)
        return .ok(TalentRecord(entry, isNamed: true), revision: entry.revision)
    }
}
