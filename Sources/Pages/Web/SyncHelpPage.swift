import Embedded
import Foundation
import Markup
import Mustache
import SyncProtocol
import WebSupport

/// How to write a client, with exchanges that the tests send: one file, `Sources/App/Data/sync-guide.json`.
struct SyncGuide: Decodable, Sendable {
    struct Chapter: Decodable, Sendable {
        let id: String
        let title: String
        /// Markdown.
        let text: String
        let exchanges: [Exchange]
    }

    struct Exchange: Decodable, Sendable {
        let title: String
        let method: String
        let path: String
        let headers: [String: String]?
        let request: JSONValue?
        let status: Int
        let response: JSONValue?
        /// What a stream of events says.
        let stream: String?
    }

    let sections: [Chapter]

    static let embedded: SyncGuide = {
        let file = EmbeddedFile.at("Sources/App/Data/sync-guide.json")
        let guide = file.flatMap { try? JSONDecoder().decode(SyncGuide.self, from: $0.data) }
        return guide ?? SyncGuide(sections: [])
    }()
}

struct SyncHelpPage: Page {
    static let template = "help_sync"

    /// The same for everybody, made once.
    private static let chapters = SyncGuide.embedded.sections.map(SyncHelpChapter.init)

    var section: Section? { .help }

    func child(named name: String) -> Any? { name == "chapters" ? Self.chapters : nil }
}

struct SyncHelpChapter: MustacheParent, Sendable {
    let id: String
    let title: String
    let html: String
    let exchanges: [SyncHelpExchange]

    init(_ chapter: SyncGuide.Chapter) {
        (id, title, html) = (chapter.id, chapter.title, Markup.html(chapter.text))
        exchanges = chapter.exchanges.map(SyncHelpExchange.init)
    }

    func child(named name: String) -> Any? {
        switch name {
        case "chapterID": id
        case "chapterTitle": title
        case "bodyHTML": html
        case "exchanges": exchanges
        default: nil
        }
    }
}

struct SyncHelpExchange: MustacheParent, Sendable {
    let title: String
    let sent: String
    let received: String

    init(_ exchange: SyncGuide.Exchange) {
        title = exchange.title
        let headers = (exchange.headers ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let head = (["\(exchange.method) \(exchange.path)"] + headers).joined(separator: "\n")
        sent = [head, exchange.request.map(Self.text)].compactMap { $0 }.joined(separator: "\n\n")
        let answer = exchange.stream ?? exchange.response.map(Self.text)
        received = ["\(exchange.status)", answer].compactMap { $0 }.joined(separator: "\n\n")
    }

    private static func text(_ value: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    func child(named name: String) -> Any? {
        switch name {
        case "exchangeTitle": title
        case "sentText": sent
        case "receivedText": received
        default: nil
        }
    }
}
