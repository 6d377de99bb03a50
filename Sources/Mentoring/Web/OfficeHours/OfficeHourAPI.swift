import Core
import HTTPTypes
import Hummingbird
import Mentoring
import WebSupport

extension OfficeHourDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "title": "How interviews went for me", "body": "Bring one question each.", "day": "2026-12-10",
        "time": "18:00", "zone": "Asia/Karachi", "place": "https://meet.example.org/karwan", "minutes": "60",
        "seats": "8", "language": "ur",
    ]
}

/// JSON routes of office hours.
package struct OfficeHourAPI: Sendable {
    let mentorships: MentorshipService

    package init(mentorships: MentorshipService) { self.mentorships = mentorships }

    private func record(_ office: OfficeHour, _ context: MemberContext) -> OfficeHourRecord {
        OfficeHourRecord(office, for: context.member.id)
    }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<OfficeHourRecord>> {
        let found = try await mentorships.officeHours(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map { record($0, context) }, next: found.next?.text))
    }

    @Sendable package func listOwn(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<OfficeHourRecord>> {
        let own = try await mentorships.ownOfficeHours(as: context.principal)
        return .ok(ListAnswer(items: own.map { record($0, context) }, next: nil))
    }

    @Sendable package func announce(
        _ request: Request, context: MemberContext, draft: OfficeHourDraft
    ) async throws -> Answer<OfficeHourRecord> {
        let (office, isNew) = try await mentorships.announce(draft, as: context.principal)
        return .created(record(office, context), at: "/api/v1/office-hours/\(office.id)", isNew: isNew)
    }

    @Sendable package func show(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OfficeHourRecord> {
        let (office, _) = try await mentorships.officeHour(try context.id("id"), as: context.principal)
        return .ok(record(office, context), revision: office.version)
    }

    /// Takes a seat by PUT, gives it back by DELETE.
    @Sendable package func setSeat(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OfficeHourRecord> {
        let office = try await mentorships.setSeat(
            request.method == .put, in: try context.id("id"), as: context.principal)
        return .ok(record(office, context), revision: office.version)
    }

    @Sendable package func cancel(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OfficeHourRecord> {
        let office = try await mentorships.cancelOfficeHour(try context.id("id"), as: context.principal)
        return .ok(record(office, context), revision: office.version)
    }
}
