import Core
import Matching
import Mentoring
import Texts
import WebSupport

/// Words of mentoring in the reader's language.
enum MentoringWords {
    static func topics(_ phrases: Phrasebook) -> [(value: String, label: String)] {
        MentoringTopic.allCases.map { ($0.rawValue, topic($0, phrases)) }
    }

    static func topic(_ topic: MentoringTopic, _ phrases: Phrasebook) -> String {
        phrases.text("mentoring_topic_\(topic.rawValue)")
    }

    static func stages(_ phrases: Phrasebook) -> [(value: String, label: String)] {
        MentoringStage.allCases.map { ($0.rawValue, phrases.text("stage_\($0.rawValue)")) }
    }

    /// Labels of the fields of a draft, for the summary of what is wrong.
    static func labels<Key: CodingKey & CaseIterable>(
        _ prefix: String, _ keys: Key.Type, _ phrases: Phrasebook
    ) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: keys.allCases.compactMap { key in
                phrases.phrase("label_\(prefix)_\(key.stringValue)").map { (key.stringValue, $0) }
            })
    }

    /// One who is gone has no name.
    static func name(_ name: MentoringName, _ phrases: Phrasebook) -> String {
        name.displayName.isEmpty ? phrases.text("former_member") : name.displayName
    }

    static func list(_ words: [String], _ language: Language) -> String {
        words.joined(separator: language == .urdu ? "، " : ", ")
    }

    /// `Urdu (native), German (B2)`.
    static func languages(_ known: [KnownLanguage], _ visit: Visit) -> String {
        list(
            known.sorted { ($1.level, $0.code) < ($0.level, $1.code) }.map { known in
                let level = known.level == 6 ? visit.phrases.text("language_native") : LevelText.text(known.level)
                return "\(Names.language(known.code, visit.language)) (\(level))"
            }, visit.language)
    }

    /// `Germany, Berlin, since 2022`.
    /// - Parameter isExact: by months, as a mentor's own mentees read it; by years for all others.
    static func stay(_ stay: MentorStay, isExact: Bool = false, _ visit: Visit) -> String {
        let place = list(
            [Names.country(stay.country, visit.language), stay.city].filter { !$0.isEmpty }, visit.language)
        let length = isExact ? 7 : 4
        let since = String(stay.since.prefix(length))
        guard let until = stay.until else {
            return visit.phrases.text("mentor_stay_since", ["place": place, "year": since])
        }
        return visit.phrases.text(
            "mentor_stay_between", ["place": place, "year": since, "end": String(until.prefix(length))])
    }

    /// Why a mentor is suggested.
    static func reason(_ reason: MatchReason, _ pathways: [String: PathwayName], _ visit: Visit) -> String {
        let phrases = visit.phrases
        switch reason {
        case .skills(let skills):
            return phrases.text("reason_common_skills", ["skills": list(skills, visit.language)])
        case .moved(let from, let to, let year):
            let country = Names.country(to, visit.language)
            guard let from else {
                return phrases.text("reason_lives_there", ["country": country, "year": "\(year)"])
            }
            return phrases.text(
                "reason_moved_there",
                ["origin": Names.country(from, visit.language), "country": country, "year": "\(year)"])
        case .pathway(let id):
            return phrases.text("reason_same_pathway", ["pathway": pathways[id]?.name ?? id])
        case .time(let minutes, let isEvening):
            let key = isEvening ? "reason_common_evenings" : "reason_common_time"
            return phrases.text(key, count: minutes / 30 == 2 ? 1 : 2, ["hours": Self.hours(minutes)])
        case .languages(let codes):
            let names = codes.map { Names.language($0, visit.language) }
            return phrases.text("reason_common_languages", ["languages": list(names, visit.language)])
        case .answers(let days): return phrases.text("reason_answers_soon", count: days)
        case .seatsFree: return phrases.text("reason_seats_free")
        }
    }

    /// In halves, rounded down: `2.5`.
    private static func hours(_ minutes: Int) -> String { "\(minutes / 60)\(minutes % 60 < 30 ? "" : ".5")" }

    // MARK: Figures

    /// Thousandths as `62.5 %`.
    static func share(_ thousandths: Int) -> String { "\(thousandths / 10).\(thousandths % 10) %" }

    /// Thousandths as `0.312`.
    static func gini(_ thousandths: Int) -> String {
        let digits = String(thousandths)
        return thousandths >= 1000 ? "1.000" : "0." + String(repeating: "0", count: 3 - digits.count) + digits
    }

    /// What mentees have in common: `Pakistan – Germany`, a language or a topic; `nil` for small groups together.
    static func group(_ kind: RoundReport.Kind, _ value: String?, _ visit: Visit) -> String {
        guard let value else { return visit.phrases.text("round_cell_others") }
        switch kind {
        case .corridor:
            return value.split(separator: "-").map {
                $0 == "?" ? "?" : Names.country(String($0), visit.language)
            }.joined(separator: " – ")
        case .language: return Names.language(value, visit.language)
        case .topic: return visit.phrases.phrase("mentoring_topic_\(value)") ?? value
        case .gender: return visit.phrases.phrase("gender_\(value)") ?? value
        }
    }
}
