import Core
import Groups
import Hummingbird
import WebSupport

extension GroupEventDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "kind": "meetup", "title": "Tea near the station", "body": "We sit at the back.", "day": "2026-12-10",
        "time": "18:00", "zone": "Europe/Berlin", "minutes": "90", "place": "Bahnhofstrasse 1", "seats": "8",
    ]
}

extension GroupEventChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "kind": "ama", "title": "Tea near the station", "day": "2026-12-10", "time": "18:00",
        "zone": "Europe/Berlin", "minutes": "90", "place": "Bahnhofstrasse 1", "seats": "8",
    ]
}

/// JSON routes of events of groups.
package struct GroupEventAPI: Sendable {
    let groups: GroupService

    package init(groups: GroupService) { self.groups = groups }

    private func answer(_ event: GroupEvent) -> Answer<GroupEventRecord> {
        .ok(GroupEventRecord(event), revision: event.version)
    }

    @Sendable package func list(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<GroupEventRecord>> {
        let found = try await groups.events(
            in: try context.id("id"), after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map { GroupEventRecord($0) }, next: found.next?.text))
    }

    @Sendable package func announce(
        _ request: Request, context: MemberContext, draft: GroupEventDraft
    ) async throws -> Answer<GroupEventRecord> {
        let (event, isNew) = try await groups.announce(draft, in: try context.id("id"), as: context.principal)
        return .created(
            GroupEventRecord(event), at: "/api/v1/events/\(event.id)", isNew: isNew, revision: event.version)
    }

    @Sendable package func show(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<GroupEventRecord> {
        answer(try await groups.event(try context.id("id"), as: context.principal).event)
    }

    @Sendable package func change(
        _ request: Request, context: MemberContext, draft: GroupEventChange
    ) async throws -> Answer<GroupEventRecord> {
        answer(
            try await groups.change(
                draft, of: try context.id("id"), from: try request.ifMatch, as: context.principal))
    }

    @Sendable package func cancel(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<GroupEventRecord> {
        answer(try await groups.cancel(try context.id("id"), as: context.principal))
    }

    /// Takes a seat by PUT, gives it back by DELETE.
    @Sendable package func setSeat(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<GroupEventRecord> {
        answer(
            try await groups.setSeat(request.method == .put, in: try context.id("id"), as: context.principal))
    }
}
