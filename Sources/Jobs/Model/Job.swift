import Core
import Foundation

package enum JobMark {}
package typealias JobID = Identifier<JobMark>
package enum EmployerMark {}
package typealias EmployerID = Identifier<EmployerMark>

/// Where a job stands (listings.md, section 9).
package enum JobState: String, Codable, Sendable, CaseIterable {
    case draft, held, open, filled, expired, closed, removed

    /// It was open, and is no longer: those who kept it may read on for a while.
    package var isEnded: Bool { [.filled, .expired, .closed].contains(self) }
}

/// From where the work may be done.
package enum RemoteKind: String, Codable, Sendable, CaseIterable {
    case none, country, anywhere
}

package enum ContractKind: String, Codable, Sendable, CaseIterable {
    case permanent, fixed, contractor, temporary, internship
}

package enum Seniority: String, Codable, Sendable, CaseIterable {
    case junior, mid, senior, lead
}

/// What the employer says of sponsoring a visa. Silence is `unknown`, never a yes.
package enum Sponsorship: String, Codable, Sendable, CaseIterable {
    case confirmed, likely, unlikely, excluded, unknown
}

/// What the employer pays of moving.
package enum RelocationItem: String, Codable, Sendable, CaseIterable {
    case visa, flight, housing, family, tax
}

/// Who pays for the work.
package struct Employer: Sendable, Equatable {
    package let id: EmployerID
    package let slug: String
    package let name: String
    package let legalName: String
    package let country: String
    package let site: String
    package let registerID: String
    package let state: State
    /// For staff alone.
    package let evidence: String
    package let decidedAt: Timestamp?
    package let revision: Int64

    package enum State: String, Codable, Sendable, CaseIterable {
        case unverified, verified, suspended
    }

    package var path: String { "/employers/\(slug)" }
}

/// An advert with all that is known of it.
package struct Job: Sendable, Equatable {
    package let id: JobID
    package let employer: Employer
    package let posterID: MemberID
    package let state: JobState
    package let content: JobContent
    package let slug: String
    package let html: String
    package let sponsorshipAt: Timestamp?
    package let signals: [FraudSignal]
    /// What the signals weigh together.
    package let score: Int
    package let clearedScore: Int
    package let appeal: String
    package let appealedAt: Timestamp?
    package let postedAt: Timestamp?
    package let endedAt: Timestamp?
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    package let revision: Int64
    /// Whether its poster speaks for the employer.
    package let isFromEmployer: Bool

    package var path: String { "/jobs/\(id)/\(slug.isEmpty ? "-" : slug)" }
    package var isOpen: Bool { state == .open }

    /// Signals that readers are told of.
    package var warnings: [FraudSignal] { score >= FraudSignal.noted ? signals : [] }
}

/// What the poster says of a job, checked.
package struct JobContent: Sendable, Equatable {
    package var employerName: String
    package var title: String
    package var body: String
    package var country: String
    package var city: String
    package var remote: RemoteKind
    package var contract: ContractKind
    package var seniority: Seniority?
    /// Minutes.
    package var weeklyMinutes: Int?
    package var pay: Pay?
    package var sponsorship: Sponsorship
    package var sponsorshipEvidence: String
    package var relocation: [RelocationItem]
    /// ISO 3166-1 alpha-2: from where one may apply for remote work.
    package var regions: [String]
    package var skills: [String]
    /// BCP 47.
    package var languages: [String]
    /// How long the employer may ask back what it paid.
    package var repaymentMonths: Int?
    package var applyURL: String
    package var sourceURL: String
    /// The first instant at which it is valid no longer.
    package var validThrough: Timestamp

    /// `37.5`
    package var weeklyHours: String {
        guard let minutes = weeklyMinutes else { return "" }
        let rest = minutes % 60 * 100 / 60
        return rest == 0 ? "\(minutes / 60)" : "\(minutes / 60).\(rest % 10 == 0 ? rest / 10 : rest)"
    }

    /// The last day on which it is valid: `YYYY-MM-DD`.
    package var lastDay: String { String(validThrough.advanced(by: .seconds(-1)).rfc3339.prefix(10)) }

    /// What duplicates of the same employer have in common.
    var matchPlace: String { "\(EmployerName.folded(title))|\(EmployerName.folded(city))" }

    /// All that its poster wrote and readers read: what signals and licences are looked for in.
    var writtenText: String { "\(title)\n\(body)\n\(sponsorshipEvidence)" }
}

/// Names of firms, made comparable.
package enum EmployerName {
    /// Words that say what sort of company it is.
    private static let kinds: Set<String> = [
        "ltd", "limited", "gmbh", "ag", "se", "bv", "nv", "plc", "llc", "llp", "inc", "incorporated", "corp",
        "corporation", "co", "company", "pvt", "private", "pty", "oy", "ab", "as", "aps", "sa", "sarl", "srl", "kg",
        "ug", "lda", "ta",
    ]

    /// Small letters and digits of any script, one space between words.
    package static func folded(_ name: String) -> String {
        SearchText.fold(name).split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    /// `ACME Ltd.`, `Acme Limited` and `acme` are `acme`; a name of nothing but such words stays as it is.
    package static func match(_ name: String) -> String {
        // Points inside stand for no space: B.V. is BV, t/a is ta.
        let joined = name.replacing(".", with: "").replacing("/", with: "").replacing("&", with: " and ")
        let words = folded(joined).split(separator: " ").map(String.init)
        let kept = words.filter { !kinds.contains($0) }
        return (kept.isEmpty ? words : kept).joined(separator: " ")
    }
}

/// ISO 3166-1 alpha-2.
package enum CountryCode {
    package static let all: Set<String> = Set(
        Locale.Region.isoRegions.map(\.identifier).filter { code in
            code.count == 2 && code.allSatisfy { $0.isLetter && $0.isASCII }
        }
    ).subtracting(["UN", "EU", "EZ", "XK", "IC", "AC", "TA", "DG", "EA", "CP", "CQ", "QO"])
}
