import Core
import Foundation

/// Adverts of a feed: JSON Feed, whose items may hold a job's own fields under `_job`, Atom (RFC 4287), or a thread in
/// which firms say whom they hire.
struct JobFeedFile: Sendable {
    struct Item: Sendable {
        let id: String
        let draft: JobDraft
        /// Where in the file (RFC 6901).
        let pointer: String
    }

    private(set) var items: [Item] = []
    private(set) var refused: [ImportReport.Refusal] = []
    private var known: Set<String> = []

    /// - Parameter country: of adverts that name none.
    /// - Throws: `malformed` with `feed_malformed` for what is none of these.
    init(_ data: Data, country: String?) throws {
        if let feed = try? JSONDecoder().decode(Feed.self, from: data) {
            for (place, record) in feed.items.enumerated() {
                switch record.result {
                case .success(let item): take(item.id, item.draft, "/items/\(place)", country)
                case .failure(let refusal):
                    let pointer =
                        refusal.pointer.hasPrefix("/items") ? refusal.pointer : "/items/\(place)\(refusal.pointer)"
                    refused.append(.init(pointer, refusal.code, refusal.arguments))
                }
            }
        } else if let text = String(data: data, encoding: .utf8), let feed = PlainXML(text)?.root, feed.name == "feed" {
            for (place, entry) in feed.all("entry").enumerated() {
                let (id, draft) = Self.atom(entry, of: feed)
                take(id, draft, "/entry/\(place)", country)
            }
        } else if let thread = try? JSONDecoder().decode(HiringThread.self, from: data) {
            for (place, record) in thread.children.enumerated() { take(record, "/children/\(place)", country) }
        } else {
            throw Problem(.malformed, "feed_malformed")
        }
    }

    private mutating func take(_ id: String, _ draft: JobDraft, _ pointer: String, _ country: String?) {
        let id = UserText.clean(id, .line)
        guard (1...500).contains(id.count) else {
            refused.append(.init("\(pointer)/id", id.isEmpty ? "required" : "too_long", ["max": "500"]))
            return
        }
        guard known.insert(id).inserted else {
            refused.append(.init("\(pointer)/id", "listed_twice"))
            return
        }
        var draft = draft
        draft.country = draft.country ?? country
        // What is not written is not known.
        if (draft.sponsorship ?? "").isEmpty, let written = WrittenSponsorship(draft.body ?? "") {
            (draft.sponsorship, draft.sponsorshipEvidence) = (written.state.rawValue, written.quote)
        }
        (draft.id, draft.isDraft, draft.isDistinct) = (nil, nil, nil)
        items.append(Item(id: id, draft: draft, pointer: pointer))
    }

    private mutating func take(
        _ record: ImportedRecord<HiringThread.Comment>, _ pointer: String, _ country: String?
    ) {
        switch record.result {
        case .success(let comment):
            guard let html = comment.text else { return }
            guard let advert = HiringComment(comment.id, html) else {
                return refused.append(.init("\(pointer)/text", "wrong_form"))
            }
            take("\(comment.id)", advert.draft, pointer, country)
        case .failure(let refusal):
            refused.append(
                .init(
                    refusal.pointer.hasPrefix("/children") ? refusal.pointer : pointer + refusal.pointer, refusal.code,
                    refusal.arguments))
        }
    }

    // MARK: JSON Feed

    private struct Feed: Decodable {
        let items: [ImportedRecord<JSONItem>]
    }

    private struct JSONItem: Decodable, Sendable {
        let id: String
        let url: String?
        let title: String?
        let contentText: String?
        let contentHTML: String?
        let authors: [Author]?
        let tags: [String]?
        let job: JobDraft?

        struct Author: Decodable, Sendable { let name: String? }

        enum CodingKeys: String, CodingKey {
            case id, url, title, authors, tags
            case contentText = "content_text"
            case contentHTML = "content_html"
            case job = "_job"
        }

        var draft: JobDraft {
            var draft = job ?? JobDraft()
            draft.title = draft.title ?? title
            draft.body = draft.body ?? contentText ?? contentHTML.map(PlainHTML.text)
            draft.applyURL = draft.applyURL ?? url
            draft.sourceURL = draft.sourceURL ?? url
            draft.employerName = draft.employerName ?? authors?.first?.name
            draft.skills = draft.skills ?? tags.map { Array($0.prefix(12)) }
            return draft
        }
    }

    // MARK: Atom

    private static func atom(_ entry: PlainXML.Element, of feed: PlainXML.Element) -> (String, JobDraft) {
        func text(_ name: String) -> String? {
            entry.all(name).first?.text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let content = entry.all("content").first ?? entry.all("summary").first
        let isHTML = ["html", "text/html"].contains(content?.attributes["type"] ?? "")
        let link = entry.all("link").first { ["alternate", nil].contains($0.attributes["rel"]) }?.attributes["href"]
        let author = entry.all("author").first ?? feed.all("author").first
        let categories = entry.all("category")
        func term(_ scheme: String) -> String? {
            categories.first { $0.attributes["scheme"] == scheme }?.attributes["term"]
        }
        var draft = JobDraft()
        draft.title = text("title")
        draft.body = content.map { isHTML ? PlainHTML.text($0.text) : $0.text }
        draft.employerName = author?.all("name").first?.text
        (draft.applyURL, draft.sourceURL) = (link, link)
        (draft.country, draft.city) = (term("country"), term("city"))
        let skills = categories.filter { $0.attributes["scheme"] == nil }.compactMap { $0.attributes["term"] }
        draft.skills = Array(skills.prefix(12))
        return (text("id") ?? "", draft)
    }
}

/// What an advert itself writes of sponsoring a visa.
struct WrittenSponsorship: Sendable, Equatable {
    let state: Sponsorship
    /// The sentence that says so.
    let quote: String

    /// `nil` when nothing is written: silence is no answer.
    init?(_ text: String) {
        let sentences = text.split { ".!?\n".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }
        for (state, pattern) in Self.patterns() {
            if let sentence = sentences.first(where: { $0.firstMatch(of: pattern) != nil }) {
                self.state = state
                quote = String(sentence.prefix(500))
                return
            }
        }
        return nil
    }

    /// A denial goes before a promise.
    private static func patterns() -> [(Sponsorship, Regex<Substring>)] {
        [
            (
                .excluded,
                /\b(?:no|not|cannot|can't|unable to|without)\b[^.]{0,40}\bsponsor(?:ship)?\b|\bmust (?:already )?have the right to work\b|\b(?:citizens only|citizenship required|security clearance (?:is )?required)\b/
                    .ignoresCase()
            ),
            (
                .confirmed,
                /\bvisa sponsorship (?:is )?(?:available|provided|offered|possible)\b|\bwe (?:can |will |do )?(?:sponsor|pay for)\b[^.]{0,30}\b(?:visas?|blue cards?|permits?)\b/
                    .ignoresCase()
            ),
        ]
    }
}
