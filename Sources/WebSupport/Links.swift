import Core
import Crypto
import Embedded
import Foundation

/// Addresses of assets with a hash of their content, so that browsers may keep them for good.
package struct Links: Sendable {
    private let versions: [String: String]
    /// The root of the project while developing.
    private let folder: String?

    package init(assets: [EmbeddedFile] = EmbeddedFile.all(under: "Public"), folder: String? = nil) {
        self.folder = folder
        versions = Dictionary(
            uniqueKeysWithValues: assets.map { file in
                (file.name, String(Base64URL.encode(SHA256.hash(data: file.data)).prefix(12)))
            })
    }

    /// `/app.css?v=…`.
    package func asset(_ name: String) -> String { "/\(name)" + (versions[name].map { "?v=\($0)" } ?? "") }

    /// Where scripts begin: at an address that names all files together, for they name one another.
    package var app: String { "/assets/\(PublicFiles.build(folder))/app.js" }

    package static func signIn(back path: String) -> String { "/sign-in?back=\(escaped(path))" }
    package static func tag(_ name: String) -> String { "/tags/\(escaped(name))" }
    package static func member(_ username: String) -> String { "/members/\(username)" }

    /// Percent-encoded for one part of a path or query.
    package static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
