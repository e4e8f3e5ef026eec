// The least that a program can do for a signed request over TLS: bare PORT TRUST_DIRECTORY. It
// verifies the server as coffer does, prints the reply with its headers, and handles no fault.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char** arguments) {
  if (count != 3) return 2;
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_load_verify_locations(context, NULL, arguments[2]);

  const int one = 1;
  const int tcp = socket(AF_INET, SOCK_STREAM, 0);
  const struct sockaddr_in address = {.sin_family = AF_INET,
                                      .sin_port = htons(atoi(arguments[1])),
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(tcp, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(tcp, (const struct sockaddr*)&address, sizeof address) != 0) return 3;
  SSL* connection = SSL_new(context);
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), "127.0.0.1");
  SSL_set_fd(connection, tcp);
  if (SSL_connect(connection) != 1) return 4;

  const char* prehash = "1608133910000+balance";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length;
  HMAC(EVP_sha256(), "secret", 6, (const unsigned char*)prehash, strlen(prehash), digest, &length);
  unsigned char signature[64];
  EVP_EncodeBlock(signature, digest, length);
  char buffer[16384];
  const int size = snprintf(buffer, sizeof buffer,
                            "GET /6/api/pro/v1/cash/balance HTTP/1.1\r\n"
                            "Host: 127.0.0.1\r\nx-auth-key: key\r\nx-auth-timestamp: 1608133910000\r\n"
                            "x-auth-signature: %s\r\nConnection: close\r\n\r\n",
                            signature);
  SSL_write(connection, buffer, size);
  int read;
  while ((read = SSL_read(connection, buffer, sizeof buffer)) > 0) {
    if (write(STDOUT_FILENO, buffer, read) != read) return 5;
  }
  return 0;
}
