import Core
import Foundation
import NIOSSL
import Synchronization

/// The certificate that the server shows; its files are read again when they were renewed.
final class Certificate: Sendable {
    private struct Pair {
        let chain: [NIOSSLCertificateSource]
        let key: NIOSSLPrivateKeySource

        /// TLS 1.2 and 1.3.
        var configuration: TLSConfiguration {
            var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
            configuration.minimumTLSVersion = .tlsv12
            return configuration
        }
    }

    private let files: (chain: String, key: String)
    private let current: Mutex<Pair>

    /// - Parameters:
    ///   - chain: PEM file of the certificate and those that lead from it to a root.
    ///   - key: PEM file of its private key.
    /// - Throws: `unavailable` with `certificate_unusable`.
    init(chain: String, key: String) throws {
        files = (chain, key)
        current = Mutex(try Self.read(chain: chain, key: key))
    }

    /// Shows what the files hold now to connections made from now on.
    /// - Throws: `unavailable` with `certificate_unusable`; then the old one stays.
    func reload() throws {
        let fresh = try Self.read(chain: files.chain, key: files.key)
        current.withLock { $0 = fresh }
    }

    /// For the life of the server: each handshake shows whatever certificate is current.
    var configuration: TLSConfiguration {
        var configuration = current.withLock { $0 }.configuration
        configuration.sslContextCallback = { _, promise in
            let pair = self.current.withLock { $0 }
            var shown = NIOSSLContextConfigurationOverride()
            shown.certificateChain = pair.chain
            shown.privateKey = pair.key
            promise.succeed(shown)
        }
        return configuration
    }

    private static func read(chain: String, key: String) throws -> Pair {
        do {
            let pair = Pair(
                chain: try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) },
                key: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            // Refuses a key that is another certificate's.
            _ = try NIOSSLContext(configuration: pair.configuration)
            return pair
        } catch {
            throw Problem(.unavailable, "certificate_unusable", arguments: ["path": chain])
        }
    }
}

extension Settings {
    /// The certificate that the settings name; `nil` for plain HTTP.
    /// - Throws: `unavailable` with `certificate_unusable`.
    func readCertificate() throws -> Certificate? {
        certificate.chain.isEmpty ? nil : try Certificate(chain: certificate.chain, key: certificate.key)
    }
}
