import Core
import Matching
import Storage

/// Mentors as other members meet them.
extension MentoringService {
    /// A page of mentors, the newest first, narrowed by a filter.
    /// - Throws: `signInRequired`.
    package func mentors(
        _ filter: MentorFilter, after cursor: PageCursor? = nil, limit: Int = perPage, as principal: Principal
    ) async throws -> Paged<Mentor> {
        _ = try principal.requireMember()
        return try await store.read { transaction in
            Paged(
                try MentorRepository.listed(
                    filter, after: cursor, limit: limit, visibleTo: principal, in: transaction), limit: limit,
                cursor: MentorRepository.cursor)
        }
    }

    /// A mentor with their weekly hours.
    /// - Throws: `signInRequired`; `notFound`.
    package func mentor(
        _ username: String, as principal: Principal
    ) async throws -> (mentor: Mentor, hours: Availability) {
        _ = try principal.requireMember()
        return try await store.read { transaction in
            let mentor = try visible(username, as: principal, in: transaction)
            let id = mentor.member.id.text
            return (mentor, try MenteeRepository.hours(of: [id], in: transaction)[id] ?? Availability())
        }
    }

    /// All pathways by id, with their names and pages.
    package func pathways() async throws -> [String: PathwayName] {
        try await store.read { try MentorSourceRepository.pathways(in: $0) }
    }

    func visible(_ username: String, as principal: Principal, in transaction: any Transaction) throws -> Mentor {
        guard
            let mentor = try MentorRepository.mentor(username: username, visibleTo: principal, in: transaction)
        else { throw Problem.notFound }
        return mentor
    }
}
