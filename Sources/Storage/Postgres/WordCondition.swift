import Storage

/// Where a document may say what is looked for.
struct DocumentField {
    let column: Query
    /// The letter of its lexemes.
    let weight: Character
    /// How much a word counts there.
    let worth: Int
}

extension SearchField {
    var fields: [DocumentField] {
        let title = DocumentField(column: "title", weight: "A", worth: 10)
        let tags = DocumentField(column: "tags", weight: "B", worth: 5)
        switch self {
        case .everywhere: return [title, tags, DocumentField(column: "body", weight: "D", worth: 1)]
        case .title: return [title]
        case .titleAndTags: return [title, tags]
        }
    }
}

/// Expressions as SQL over `search_document`.
struct WordCondition {
    let fields: [DocumentField]

    /// True of documents that say it. The index finds those that have the words; whether the words of a phrase stand
    /// side by side is seen in the text.
    func of(_ expression: SearchExpression) -> Query {
        let lexemes = matches(expression)
        return expression.hasPhrase ? "\(lexemes) AND \(exactly(expression))" : lexemes
    }

    private func matches(_ expression: SearchExpression) -> Query {
        "words @@ CAST(\(text(of: expression)) AS tsquery)"
    }

    private func exactly(_ expression: SearchExpression) -> Query {
        switch expression {
        case .phrase(let terms) where terms.count > 1:
            let phrase = " " + terms.joined(separator: " ") + " "
            return either(fields.map { "strpos(' ' || \($0.column) || ' ', \(phrase)) > 0" }, or: " OR ")
        case .phrase, .prefix: return matches(expression)
        case .all(let parts): return either(parts.map(exactly), or: " AND ")
        case .any(let parts): return either(parts.map(exactly), or: " OR ")
        }
    }

    private func either(_ conditions: [Query], or sign: Query) -> Query {
        guard let first = conditions.first else { return "1 = 1" }
        return "(\(conditions.dropFirst().reduce(first) { $0 + sign + $1 }))"
    }

    /// PostgreSQL's own language. Every term stands between quotes, so that none is an operator.
    private func text(of expression: SearchExpression) -> String {
        let letters = fields.count == 3 ? "" : String(fields.map(\.weight))
        switch expression {
        case .phrase(let terms):
            let colon = letters.isEmpty ? "" : ":"
            return "(" + terms.map { quoted($0) + colon + letters }.joined(separator: " & ") + ")"
        case .prefix(let start): return quoted(start) + ":*" + letters
        case .all(let parts): return "(" + parts.map { text(of: $0) }.joined(separator: " & ") + ")"
        case .any(let parts): return "(" + parts.map { text(of: $0) }.joined(separator: " | ") + ")"
        }
    }

    private func quoted(_ term: String) -> String {
        "'" + term.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
    }

    // MARK: Ranking

    /// What is counted in an expression: its phrases, and of a beginning the word itself and all that begin so.
    func words(of expression: SearchExpression) -> [SearchExpression] {
        switch expression {
        case .phrase: [expression]
        case .prefix(let start): [.phrase([start]), expression]
        case .all(let parts), .any(let parts): parts.flatMap(words)
        }
    }

    /// How often a document says a word, by what it is worth where it stands; in texts that are `spaced`: with two
    /// spaces between terms, so that each has its own.
    func count(of word: SearchExpression) -> Query {
        let sought =
            switch word {
            case .prefix(let start): " " + start
            case .phrase(let terms): " " + terms.joined(separator: "  ") + " "
            case .all, .any: ""
            }
        let counts = fields.map { field -> Query in
            let text: Query = "spaced.\(field.column)"
            return """
                (octet_length(\(text)) - octet_length(replace(\(text), \(sought), '')))
                    / octet_length(\(sought)) * \(field.worth)
                """
        }
        return counts.dropFirst().reduce(counts.first ?? "0") { $0 + " + " + $1 }
    }
}

extension SearchExpression {
    /// Whether any of its phrases has several terms.
    fileprivate var hasPhrase: Bool {
        switch self {
        case .phrase(let terms): terms.count > 1
        case .prefix: false
        case .all(let parts), .any(let parts): parts.contains(where: \.hasPhrase)
        }
    }
}
