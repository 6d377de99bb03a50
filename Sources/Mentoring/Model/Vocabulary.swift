import Core
import Matching

/// Numbers for the words of a snapshot. They follow from the words alone as long as all are known when it is made.
struct Vocabulary: Sendable {
    private(set) var words: [String] = []
    private var codes: [String: Int] = [:]
    /// Beyond it there are no numbers.
    let most: Int

    init(_ words: some Sequence<String> = [], most: Int = Int(UInt16.max)) {
        self.most = most
        for word in Set(words).sorted() { _ = code(of: word) }
    }

    /// The number of a word, made when it is new; `nil` when there are no more.
    mutating func code(of word: String) -> Int? {
        if let known = codes[word] { return known }
        guard words.count < most else { return nil }
        codes[word] = words.count
        words.append(word)
        return words.count - 1
    }

    /// The number of a word that is known.
    func known(_ word: String) -> Int? { codes[word] }

    subscript(_ code: Int) -> String? { words.indices.contains(code) ? words[code] : nil }
}

/// All words of a snapshot: skills, languages, pathways, places, employers.
struct Lexicon: Sendable {
    var skills = Vocabulary()
    var languages = Vocabulary()
    var pathways = Vocabulary()
    var places = Vocabulary(most: Int(UInt32.max) - 1)
    var employers = Vocabulary(most: Int(UInt32.max) - 1)

    /// Of all mentors of a snapshot.
    init(_ sources: [MentorSource]) {
        skills = Vocabulary(sources.flatMap { $0.content.skills.map(Self.skill) })
        languages = Vocabulary(sources.flatMap { $0.content.languages.map { Self.language($0.code) } })
        pathways = Vocabulary(sources.flatMap { $0.content.experiences.map(\.pathwayId) })
        places = Vocabulary(
            sources.flatMap { $0.content.stays.compactMap { Self.place($0.country, $0.city) } },
            most: Int(UInt32.max) - 1)
        employers = Vocabulary(
            sources.compactMap { Self.employer($0.content.employer) }, most: Int(UInt32.max) - 1)
    }

    // MARK: How words are compared

    /// `Machine Learning` and `machine-learning` are one skill.
    static func skill(_ text: String) -> String {
        text.lowercased().split { $0.isWhitespace || $0 == "-" || $0 == "_" }.joined(separator: " ")
    }

    /// `zh-hant` and `zh` are one language.
    static func language(_ code: String) -> String { String(code.lowercased().prefix { $0 != "-" }) }

    static func place(_ country: String, _ city: String) -> String? {
        let city = letters(city)
        return city.isEmpty ? nil : "\(country) \(city)"
    }

    /// `SAP SE` and `Sap` are one employer: forms of companies count for nothing.
    static func employer(_ name: String) -> String? {
        let words = letters(name).split(separator: " ").map(String.init)
        let kept = words.filter { !companyForms.contains($0) }
        let key = (kept.isEmpty ? words : kept).joined(separator: " ")
        return key.isEmpty ? nil : key
    }

    private static let companyForms: Set<String> = [
        "ag", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "limited", "llc", "llp", "ltd", "nv", "plc",
        "private", "pty", "pvt", "sa", "sarl", "se", "srl", "the",
    ]

    private static func letters(_ text: String) -> String { SearchText.fold(text) }
}
