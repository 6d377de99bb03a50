import EmbeddedFiles
import Foundation

/// A file that the binary carries: a migration, a template, a text, an asset or reference data.
package struct EmbeddedFile: Sendable {
    /// Path below the root of the project: `Public/app.css`.
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// The last part of the path.
    package var name: String { String(path.split(separator: "/").last ?? "") }
    package var text: String { String(decoding: bytes, as: UTF8.self) }
    package var data: Data { Data(bytes) }

    /// All of them, in the order of `files.c`.
    package static let all: [EmbeddedFile] = (0..<embedded_file_count()).map { index in
        let file = embedded_file_at(index)
        return EmbeddedFile(
            path: String(cString: file.path),
            bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.length)))
    }

    /// The files below a folder, by path.
    package static func all(under folder: String) -> [EmbeddedFile] {
        all.filter { $0.path.hasPrefix(folder + "/") }.sorted { $0.path < $1.path }
    }

    /// The file at `path`, if the binary carries it.
    package static func at(_ path: String) -> EmbeddedFile? { all.first { $0.path == path } }
}
