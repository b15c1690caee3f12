package weft.gateway.web;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import weft.service.token.Scope;
import weft.service.token.ServicePermission;
import weft.service.token.SessionCookies;

/**
 * Writes into the description of the API what each operation takes, from the annotations that close it: the scope, and by what of
 * cookie and API token it can be had. Runs while the application is built.
 *
 * <p>An operation that lets everybody in has an empty list of requirements; one whose method says nothing has none.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DescribedPermissions implements OASFilter {

    private static final String SESSION = "session";
    private static final String TOKEN = "token";
    private static final DotName PATH = DotName.createSimple(Path.class);
    private static final DotName HTTP_METHOD = DotName.createSimple(HttpMethod.class);
    private static final DotName PERMISSIONS = DotName.createSimple(PermissionsAllowed.class);

    /** What each operation takes, such as {@code GET /api/v1/accounts}, in order; an index of several may have an annotation twice. */
    private final Map<String, Set<String>> permissions = new HashMap<>();

    /** Made by name, with all classes of the application. */
    public DescribedPermissions(IndexView index) {
        for (AnnotationInstance each : index.getAnnotationsWithRepeatable(PERMISSIONS, index)) {
            if (each.target().kind() == AnnotationTarget.Kind.METHOD) {
                MethodInfo method = each.target().asMethod();
                String path = path(method);
                methods(method, index).forEach(verb -> permissions
                        .computeIfAbsent(verb + " " + path, _ -> new LinkedHashSet<>())
                        .addAll(Arrays.asList(each.value().asStringArray())));
            }
        }
    }

    private static List<String> methods(MethodInfo method, IndexView index) {
        return method.annotations().stream()
                .map(annotation -> index.getClassByName(annotation.name()))
                .flatMap(type -> Optional.ofNullable(type).map(known -> known.declaredAnnotation(HTTP_METHOD)).stream())
                .map(annotation -> annotation.value().asString())
                .toList();
    }

    private static String path(MethodInfo method) {
        ClassInfo type = method.declaringClass();
        return text(type.declaredAnnotation(PATH)) + text(method.annotation(PATH));
    }

    private static String text(AnnotationInstance path) {
        String text = Optional.ofNullable(path)
                .map(AnnotationInstance::value)
                .map(AnnotationValue::asString)
                .orElse("");
        return text.isEmpty() || text.startsWith("/") ? text : "/" + text;
    }

    @Override
    public void filterOpenAPI(OpenAPI description) {
        if (description.getComponents() == null) {
            description.setComponents(OASFactory.createComponents());
        }
        description
                .getComponents()
                .addSecurityScheme(
                        SESSION,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.COOKIE)
                                .name(SessionCookies.SESSION)
                                .description("A browser that has signed in."))
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An API token, which has the scopes that were chosen for it."));
        if (description.getPaths() != null) {
            description.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                    .forEach((verb, operation) -> Optional.ofNullable(permissions.get(verb + " " + path))
                            .ifPresent(taken -> describe(operation, List.copyOf(taken)))));
        }
    }

    private static void describe(Operation operation, List<String> taken) {
        operation.setSecurity(List.of());
        if (taken.equals(List.of(ServicePermission.ANYONE))) {
            return;
        }
        operation.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(SESSION, taken));
        if (taken.stream()
                .allMatch(each -> Scope.of(each).filter(Scope::grantable).isPresent())) {
            operation.addSecurityRequirement(
                    OASFactory.createSecurityRequirement().addScheme(TOKEN, taken));
        }
    }
}
