import Accounts
import Core
import Crypto
import Forum
import Foundation

/// An old community as tables. Each `.csv` file is known by the columns that its first line names:
/// members by `id,username` (and `email,name,joined`), threads by `id,category,title,author,created,body` (and
/// `kind,tags,closed,path`), posts by `id,thread,author,created,body` (and `parent,accepted,path`), other addresses by
/// `path,thread` (and `post`).
struct CSVExport: OldExport {
    static let endings: Set<String> = [".csv"]

    /// When members joined of whom it is not told.
    let now: Timestamp

    private enum Kind: CaseIterable {
        case threads, posts, addresses, members

        /// Columns that must be there.
        var columns: [String] {
            switch self {
            case .members: ["id", "username"]
            case .threads: ["id", "category", "title", "author", "created", "body"]
            case .posts: ["id", "thread", "author", "created", "body"]
            case .addresses: ["path", "thread"]
            }
        }
    }

    func documents(of file: OldFile) throws -> AnySequence<any OldDocument> {
        var table = CSVTable(try file.bytes())
        let columns = (table.next()?.fields ?? []).map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        guard let kind = Kind.allCases.first(where: { Set($0.columns).isSubset(of: columns) }) else {
            throw ImportReport.Refusal(file.name, "csv_columns")
        }
        let (name, time) = (file.name, now)
        return AnySequence(
            table.lazy.map { record -> any OldDocument in
                Line(
                    kind: kind, values: Dictionary(zip(columns, record.fields)) { first, _ in first },
                    isWhole: record.fields.count == columns.count, pointer: "\(name)#/lines/\(record.line)", now: time)
            })
    }

    /// A member of the old community is remembered by what cannot be read back: it may be a name.
    private static func key(ofMember text: String) -> String {
        let id = UserText.clean(text, .line)
        guard !id.isEmpty else { return "" }
        return SHA256.hash(data: Data(id.utf8)).prefix(16).map {
            String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }
        .joined()
    }

    private struct Line: OldDocument {
        let kind: Kind
        let values: [String: String]
        /// Whether it has as many fields as the first line.
        let isWhole: Bool
        let pointer: String
        let now: Timestamp

        func records(of stage: MovingStage) -> [OldRecord] {
            switch (stage, kind) {
            case (.members, .members), (.threads, .threads), (.posts, .posts), (.addresses, .addresses):
                guard isWhole else { return [.refused(.init(pointer, "wrong_form"))] }
                return [record]
            case (.categories, .threads): return isWhole ? [category] : []
            default: return []
            }
        }

        private subscript(column: String) -> String {
            UserText.clean(values[column] ?? "", .line)
        }

        private func isSet(_ column: String) -> Bool { ["1", "true", "yes"].contains(self[column].lowercased()) }

        private func refused(_ column: String, _ code: String) -> OldRecord {
            .refused(.init("\(pointer)/\(column)", code))
        }

        private var record: OldRecord {
            switch kind {
            case .members: member
            case .threads: thread
            case .posts: post
            case .addresses: address
            }
        }

        private var member: OldRecord {
            let joined = OldTime.instant(self["joined"])
            guard joined != nil || self["joined"].isEmpty else { return refused("joined", "wrong_form") }
            return .member(
                MovedMember(
                    key: CSVExport.key(ofMember: self["id"]), username: self["username"], displayName: self["name"],
                    email: self["email"], joinedAt: joined ?? now, pointer: pointer))
        }

        private var category: OldRecord {
            let name = self["category"]
            return .item(
                .category(
                    MovedCategory(
                        key: name, name: name, slug: "", description: "", isPrivate: nil, pointer: pointer)))
        }

        private var thread: OldRecord {
            let kind = self["kind"].isEmpty ? .discussion : ForumThread.Kind(rawValue: self["kind"])
            guard let kind else { return refused("kind", "unknown_choice") }
            guard !self["category"].isEmpty else { return refused("category", "required") }
            guard let opening = words(key: "thread:\(self["id"])", thread: self["id"], paths: []) else {
                return refused("created", "wrong_form")
            }
            guard let paths else { return refused("path", "path_form") }
            return .item(
                .thread(
                    MovedThread(
                        key: self["id"], category: self["category"], title: self["title"], kind: kind,
                        tags: self["tags"].split { " ,;".contains($0) }.map(String.init), isLocked: isSet("closed"),
                        opening: opening, paths: paths, pointer: pointer)))
        }

        private var post: OldRecord {
            guard let paths else { return refused("path", "path_form") }
            guard let post = words(key: self["id"], thread: self["thread"], paths: paths) else {
                return refused("created", "wrong_form")
            }
            return .item(.post(post))
        }

        private func words(key: String, thread: String, paths: [String]) -> MovedPost? {
            guard let time = OldTime.instant(self["created"]) else { return nil }
            return MovedPost(
                key: key, thread: thread, author: CSVExport.key(ofMember: self["author"]),
                parent: self["parent"].isEmpty ? nil : self["parent"], source: values["body"] ?? "", createdAt: time,
                isAccepted: isSet("accepted"), paths: paths, pointer: pointer, fields: Self.fields)
        }

        /// `nil` for what is no path.
        private var paths: [String]? {
            if self["path"].isEmpty { return [] }
            return OldAddress.normal(self["path"]).map { [$0] }
        }

        private var address: OldRecord {
            .item(
                .address(
                    MovedAddress(
                        path: self["path"], thread: self["thread"], post: self["post"].isEmpty ? nil : self["post"],
                        pointer: pointer)))
        }

        private static let fields = MovedFields(author: "author", thread: "thread", category: "category", body: "body")
    }
}
