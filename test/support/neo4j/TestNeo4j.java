import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * A Neo4j server, Community Edition, for tests: `TestNeo4j FOLDER PORT PASSWORD`. It serves Bolt on loopback, on a free
 * port if PORT is 0, and requires the password of the user `neo4j`. It prints `listening on PORT` when it is ready.
 */
final class TestNeo4j {
  private TestNeo4j() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    int port = Integer.parseInt(args[1]);
    DatabaseManagementService service =
        new DatabaseManagementServiceBuilder(folder)
            .setConfig(BoltConnector.enabled, true)
            .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", port))
            .setConfig(BoltConnector.advertised_address, new SocketAddress("127.0.0.1", port))
            .setConfig(GraphDatabaseSettings.auth_enabled, true)
            .setConfig(GraphDatabaseSettings.auth_lock_time, Duration.ZERO)
            .setConfig(GraphDatabaseSettings.pagecache_memory, 67_108_864L)
            .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
            .setConfig(GraphDatabaseSettings.udc_enabled, false)
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(service::shutdown));
    GraphDatabaseAPI system = (GraphDatabaseAPI) service.database(GraphDatabaseSettings.SYSTEM_DATABASE_NAME);
    // A given port means a restart: the folder already has the password.
    if (port == 0) {
      system.executeTransactionally(
          "ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", args[2]));
    }
    ConnectorPortRegister ports = system.getDependencyResolver().resolveDependency(ConnectorPortRegister.class);
    System.out.println("listening on " + ports.getLocalAddress(ConnectorType.BOLT).getPort());
  }
}
