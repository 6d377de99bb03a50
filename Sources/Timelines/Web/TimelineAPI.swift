import Core
import Hummingbird
import Timelines
import WebSupport

extension TimelineDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "pathwayId": "de-eu-blue-card", "lane": "standard", "filedOn": "2026-09-01", "nationality": "PK",
        "visibility": "cohort-only", "office": "Islamabad",
    ]
}

extension TimelineChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "lane": "standard", "nationality": "PK", "visibility": "cohort-only", "office": "Islamabad",
    ]
}

extension TimelineEventDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["type": "acknowledged", "date": "2026-09-15", "precision": "day", "note": ""]
}

extension TimelineEventChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = TimelineEventDraft.samples
}

/// JSON routes of members' timelines and of the figures made of them.
package struct TimelineAPI: Sendable {
    private let timelines: TimelineService

    package init(timelines: TimelineService) { self.timelines = timelines }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<TimelineRecord>> {
        let own = try await timelines.timelines(as: context.principal)
        return .ok(ListAnswer(items: own.map(TimelineRecord.init), next: nil))
    }

    @Sendable package func create(
        _ request: Request, context: MemberContext, draft: TimelineDraft
    ) async throws -> Answer<TimelineRecord> {
        let (timeline, isNew) = try await timelines.start(draft, as: context.principal)
        return .created(
            TimelineRecord(timeline), at: "/api/v1/me/timelines/\(timeline.id)", isNew: isNew,
            revision: timeline.revision)
    }

    @Sendable package func show(_ request: Request, context: MemberContext) async throws -> Answer<TimelineRecord> {
        answer(try await timelines.timeline(try context.id("id"), as: context.principal))
    }

    @Sendable package func change(
        _ request: Request, context: MemberContext, change: TimelineChange
    ) async throws -> Answer<TimelineRecord> {
        answer(
            try await timelines.change(
                try context.id("id"), change, revision: try request.ifMatch, as: context.principal))
    }

    @Sendable package func remove(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await timelines.remove(try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func addEvent(
        _ request: Request, context: MemberContext, draft: TimelineEventDraft
    ) async throws -> Answer<TimelineEventRecord> {
        let (timeline, event, isNew) = try await timelines.add(
            draft, to: try context.id("id"), as: context.principal)
        return .created(
            TimelineEventRecord(event), at: "/api/v1/me/timelines/\(timeline.id)", isNew: isNew)
    }

    @Sendable package func changeEvent(
        _ request: Request, context: MemberContext, change: TimelineEventChange
    ) async throws -> Answer<TimelineEventRecord> {
        let (_, event) = try await timelines.changeEvent(
            try context.id("event"), of: try context.id("id"), change, as: context.principal)
        return .ok(TimelineEventRecord(event))
    }

    @Sendable package func removeEvent(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await timelines.removeEvent(try context.id("event"), of: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func setWaiting(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<TimelineRecord> {
        answer(try await timelines.confirmWaiting(try context.id("id"), as: context.principal))
    }

    @Sendable package func setAffirmed(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<TimelineRecord> {
        answer(try await timelines.affirm(try context.id("id"), as: context.principal))
    }

    private func answer(_ timeline: Timeline) -> Answer<TimelineRecord> {
        .ok(TimelineRecord(timeline), revision: timeline.revision)
    }

    @Sendable package func processingTimes(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ProcessingRecord> {
        let waited = try request.waited
        let times = try await timelines.processingTimes(
            try context.text("id"), try FigureCell(asked: request), as: context.principal)
        return .ok(try ProcessingRecord(times, waited: waited, today: timelines.today))
    }
}

extension Request {
    /// Days that somebody has waited.
    /// - Throws: `invalid` naming `waited`.
    var waited: Int? {
        get throws {
            let text = typed("waited")
            if text.isEmpty { return nil }
            guard let days = Int(text), (0...3650).contains(days) else {
                throw Problem.invalid("waited", "out_of_range", ["min": "0", "max": "3650"])
            }
            return days
        }
    }
}

extension FigureCell {
    /// What the address asks for.
    /// - Throws: `invalid` naming `lane`.
    init(asked request: Request) throws {
        let lane = request.typed("lane")
        let known = Timeline.Lane(rawValue: lane)
        guard lane.isEmpty || known != nil else { throw Problem.invalid("lane", "unknown_choice") }
        func text(_ name: String) -> String? {
            let text = String(request.typed(name).prefix(60))
            return text.isEmpty ? nil : text
        }
        self.init(office: text("office"), lane: known, nationality: text("nationality"))
    }
}
