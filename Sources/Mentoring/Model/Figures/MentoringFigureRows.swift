import Core

/// A mentee, as figures count them.
struct MenteeFigureRow: Sendable {
    let id: String
    /// Where they come from and go, topics and languages: nothing else of it is filled in.
    let content: MenteeContent
    let createdAt: Timestamp
    /// Somebody accepted them.
    let isMatched: Bool
    /// Of who lets it be counted.
    var gender: String?
}

/// A request that was answered, or that nobody answered in its time.
struct AnswerFigureRow: Sendable {
    let mentee: String
    let mentor: String
    /// Until the first answer, begun hours counted whole; `nil` for none.
    let hours: Int?
}

/// A mentor who is listed, as figures count them.
struct MentorFigureRow: Sendable {
    let capacity: Int
    /// Takes requests, and is not on a break.
    let isAccepting: Bool
    let listedAt: Timestamp
    let taken: Int
    let openRequests: Int
    let wasAsked: Bool
    /// How often they were suggested lately.
    let shown: Int
}

/// What a night's run counts.
struct MentoringFigureRows: Sendable {
    var mentees: [MenteeFigureRow] = []
    var answers: [AnswerFigureRow] = []
    var mentors: [MentorFigureRow] = []
    /// Of published rounds.
    var rounds: [RoundReport] = []

    /// The lower one of the two in the middle, of values of which some never came; `nil` where it is one of those.
    static func median(_ values: [Int?]) -> Int? {
        guard !values.isEmpty else { return nil }
        let middle = values.map { $0 ?? .max }.sorted()[(values.count - 1) / 2]
        return middle == .max ? nil : middle
    }

    static func share(_ part: Int, of whole: Int) -> Int { whole == 0 ? 0 : (2000 * part + whole) / (2 * whole) }
}

/// The numbers of the figures of mentoring.
enum MentoringFigureLimits {
    /// Mentees count who said or asked something, and mentorships that began, since then.
    static let menteeDays: Int64 = 365
    static let answerDays: Int64 = 90
    static let quietDays: Int64 = 30
    static let roundDays: Int64 = 365
    /// New profiles do not count in what everybody reads.
    static let newDays: Int64 = 7
}
