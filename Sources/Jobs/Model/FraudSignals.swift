import Core
import Embedded
import Foundation

/// Something in an advert that frauds have (listings.md, section 5), by name.
package struct FraudSignal: Sendable, Equatable, Codable {
    package let id: Kind
    package let weight: Int

    package enum Kind: String, Codable, Sendable, CaseIterable {
        case asksMoney = "asks_money"
        case freeVisa = "free_visa"
        case scamCentre = "scam_centre"
        case documentsKept = "documents_kept"
        case noInterview = "no_interview"
        case freeMail = "free_mail"
        case pressure = "pressure"
        case repayment = "repayment"
        case notInRegister = "not_in_register"
        case oddPay = "odd_pay"
        case lookalike
        case agentLicence = "agent_licence"
    }

    package init(id: Kind, weight: Int) {
        self.id = id
        self.weight = weight
    }

    /// From which weight on readers are told, moderators look, and nobody sees it.
    package static let noted = FraudPatterns.shipped.noted
    package static let held = FraudPatterns.shipped.held
    package static let blocked = FraudPatterns.shipped.blocked
}

/// What is known of an advert besides its own words: by the official registers, the salary lines, and other adverts.
package struct AdvertFacts: Sendable, Equatable {
    /// No firm of the employer's name stands in the register of the country.
    package var isMissing = false
    /// It names a licence to recruit that the list does not have.
    package var hasWrongLicence = false
    /// It names one that the list has, or there is no list.
    package var hasLicence = false
    /// It pays over twice what nine in ten open jobs of its country pay, or less than every route of the country asks.
    package var hasOddPay = false
    /// The page to apply on has an address that is made to look like an official one, or like a verified employer's.
    package var isLookalike = false

    package init() {}
}

/// How the signals are found: patterns and weights are data (`scam-signals.json`).
package struct FraudPatterns: Sendable {
    let noted: Int
    let held: Int
    let blocked: Int
    private let freeMail: Set<String>
    private let openForms: Set<String>
    private let scamCentreCountries: Set<String>
    private let signals: [(signal: FraudSignal, patterns: [NSRegularExpression])]

    private struct File: Decodable {
        let noted: Int
        let held: Int
        let blocked: Int
        let freeMail: [String]
        let openForms: [String]
        let scamCentreCountries: [String]
        let signals: [Signal]

        struct Signal: Decodable {
            let id: FraudSignal.Kind
            let weight: Int
            let patterns: [String]
        }
    }

    /// Those that the binary carries.
    package static let shipped = FraudPatterns(
        EmbeddedFile.at("Sources/App/Data/scam-signals.json")?.data ?? Data())

    package init(_ data: Data) {
        let file = try? JSONDecoder().decode(File.self, from: data)
        noted = file?.noted ?? 3
        held = file?.held ?? 5
        blocked = file?.blocked ?? 8
        freeMail = Set(file?.freeMail ?? [])
        openForms = Set(file?.openForms ?? [])
        scamCentreCountries = Set(file?.scamCentreCountries ?? [])
        signals = (file?.signals ?? []).map { signal in
            (
                FraudSignal(id: signal.id, weight: signal.weight),
                signal.patterns.compactMap { try? NSRegularExpression(pattern: $0, options: .caseInsensitive) }
            )
        }
    }

    /// Names of all signals: each has a text `signal_<id>`.
    package var names: [FraudSignal.Kind] { signals.map(\.signal.id) }
    /// How many patterns there are: a file that cannot be read would hold nothing back.
    package var count: Int { signals.reduce(0) { $0 + $1.patterns.count } }

    /// The signals that an advert has.
    /// - Parameter facts: what is known of it besides.
    package func found(in job: JobContent, knowing facts: AdvertFacts = AdvertFacts()) -> [FraudSignal] {
        let text = job.writtenText
        return signals.filter { signal, patterns in
            let isWritten = Self.matches(patterns, text)
            return switch signal.id {
            case .scamCentre:
                isWritten && scamCentreCountries.contains(job.country)
                    && (job.relocation.contains(.flight) || text.lowercased().contains("flight"))
            case .freeMail: isFromAnyone(job, text)
            case .repayment: isWritten || (job.repaymentMonths ?? 0) > 24
            case .notInRegister: facts.isMissing && [.confirmed, .likely].contains(job.sponsorship)
            case .agentLicence: facts.hasWrongLicence || (isWritten && !facts.hasLicence)
            case .oddPay: facts.hasOddPay
            case .lookalike: facts.isLookalike
            default: isWritten
            }
        }.map(\.signal)
    }

    private static func matches(_ patterns: [NSRegularExpression], _ text: String) -> Bool {
        let range = NSRange(text.startIndex..., in: text)
        return patterns.contains { $0.firstMatch(in: text, range: range) != nil }
    }

    /// Applications go to a mailbox or a form that anybody can have.
    private func isFromAnyone(_ job: JobContent, _ text: String) -> Bool {
        let host = WebAddress(job.applyURL)?.host ?? ""
        if openForms.contains(where: { host == $0 || host.hasSuffix(".\($0)") }) { return true }
        let words = text.lowercased().split { $0.isWhitespace || "<>()[],;".contains($0) }
        return words.contains { word in
            guard let at = word.lastIndex(of: "@") else { return false }
            return freeMail.contains(word[word.index(after: at)...].trimmingCharacters(in: .punctuationCharacters))
        }
    }
}
