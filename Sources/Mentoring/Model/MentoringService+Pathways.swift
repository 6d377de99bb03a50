import Core
import Matching
import Storage

/// Mentors who went a pathway.
package struct PathwayMentors: Sendable {
    /// How many are listed, counted to a hundred.
    package let count: Int
    /// Some of them who take requests, others each day; none for a visitor.
    package let mentors: [Mentor]
}

extension MentoringService {
    /// How many are named at once.
    package static let namedOfPathway = 6

    /// Who went a pathway: named to members alone, by the same rule as the list of mentors.
    /// - Throws: `notFound` for what is no pathway.
    package func mentors(went pathway: String, as principal: Principal) async throws -> PathwayMentors {
        let today = today
        return try await store.read { transaction in
            guard try !MentorRepository.known([pathway], in: transaction).isEmpty else { throw Problem.notFound }
            let count = try MentorRepository.count(went: pathway, in: transaction)
            guard count > 0, let member = principal.member else { return PathwayMentors(count: count, mentors: []) }
            let found = try MentorRepository.listed(
                try MentorFilter(pathway: pathway), after: nil, limit: Self.perPage, visibleTo: principal,
                in: transaction
            ).filter { $0.takesRequests(on: today) && $0.member.id != member.id }
            // The newest are not always the ones who are asked.
            let hash = KeyedHash(key: "\(today) \(pathway)")
            let named = found.map { (mentor: $0, lot: hash.number(of: $0.member.id.text)) }
                .sorted { ($0.lot, $0.mentor.member.id.text) < ($1.lot, $1.mentor.member.id.text) }
                .prefix(Self.namedOfPathway).map(\.mentor)
            return PathwayMentors(count: count, mentors: named)
        }
    }
}

/// Mentors who went a pathway, as programs get them.
package struct PathwayMentorsRecord: Codable, Sendable {
    /// How many are listed, counted to a hundred.
    package let count: Int
    /// At most six who take requests, coarse; none without a token.
    package let mentors: [MentorRecord]

    package init(_ found: PathwayMentors, on day: CivilDay) {
        count = found.count
        mentors = found.mentors.map { MentorRecord($0, on: day) }
    }
}
