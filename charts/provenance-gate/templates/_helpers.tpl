{{- define "provenance-gate.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "provenance-gate.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "provenance-gate.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "provenance-gate.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "provenance-gate.selectorLabels" -}}
app.kubernetes.io/name: {{ include "provenance-gate.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "provenance-gate.labels" -}}
{{ include "provenance-gate.selectorLabels" . }}
app.kubernetes.io/part-of: provenance-gate
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- if eq .Release.Service "Helm" }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}
{{- end -}}

{{- define "provenance-gate.serviceAccountName" -}}
{{- if .Values.serviceAccount.name -}}
{{- .Values.serviceAccount.name -}}
{{- else if .Values.serviceAccount.create -}}
{{- include "provenance-gate.fullname" . -}}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{- define "provenance-gate.user" -}}
system:serviceaccount:{{ .Release.Namespace }}:{{ include "provenance-gate.serviceAccountName" . }}
{{- end -}}

{{- define "provenance-gate.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* The Secret with the serving certificate, whoever makes it. */}}
{{- define "provenance-gate.tlsSecret" -}}
{{- if eq .Values.certificates.mode "supplied" -}}
{{- required "certificates.supplied.secretName: name the Secret (type kubernetes.io/tls) that holds the serving certificate" .Values.certificates.supplied.secretName -}}
{{- else -}}
{{- include "provenance-gate.fullname" . }}-tls
{{- end -}}
{{- end -}}

{{- define "provenance-gate.host" -}}
{{ include "provenance-gate.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end -}}

{{/* Namespaces that no webhook and no floor is asked about. */}}
{{- define "provenance-gate.excludedNamespaces" -}}
{{- append .Values.webhook.excludedNamespaces .Release.Namespace | uniq | toJson -}}
{{- end -}}

{{- define "provenance-gate.namespaceSelector" -}}
matchExpressions:
- {key: kubernetes.io/metadata.name, operator: NotIn, values: {{ include "provenance-gate.excludedNamespaces" . }}}
{{- with .Values.webhook.namespaceExpressions }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The CEL list of one image-bearing list of a Pod's spec. */}}
{{- define "provenance-gate.imagesOf" -}}
(has({{ .object }}.spec.{{ .list }}) ? {{ .object }}.spec.{{ .list }}.map(c, has(c.image) ? c.image : '') : [])
{{- end -}}

{{- define "provenance-gate.volumesOf" -}}
(has({{ . }}.spec.volumes) ? {{ . }}.spec.volumes.filter(v, has(v.image) && has(v.image.reference)).map(v, v.image.reference) : [])
{{- end -}}

{{/* The CEL list of all images of a Pod. */}}
{{- define "provenance-gate.allImages" -}}
{{ include "provenance-gate.volumesOf" "object" }}
{{- range list "containers" "initContainers" "ephemeralContainers" }} + {{ include "provenance-gate.imagesOf" (dict "object" "object" "list" .) }}
{{- end }}
{{- end -}}

{{/* Keeps updates of labels and finalizers away; volumes of a Pod never change. */}}
{{- define "provenance-gate.imagesChanged" -}}
request.operation != 'UPDATE'
{{- range $list := list "containers" "initContainers" "ephemeralContainers" }} || {{ include "provenance-gate.imagesOf" (dict "object" "object" "list" $list) }} != {{ include "provenance-gate.imagesOf" (dict "object" "oldObject" "list" $list) }}
{{- end }}
{{- end -}}

{{/* A mirror Pod is what the kubelet tells of a static Pod: nobody asked anybody before it ran. */}}
{{- define "provenance-gate.notMirrorPod" -}}
!(has(object.metadata.annotations) && 'kubernetes.io/config.mirror' in object.metadata.annotations && has(request.userInfo.groups) && 'system:nodes' in request.userInfo.groups)
{{- end -}}

{{- define "provenance-gate.podRules" -}}
- {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods], scope: Namespaced}
- {apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [pods/ephemeralcontainers], scope: Namespaced}
{{- end -}}

{{- define "provenance-gate.clientConfig" -}}
service: {name: {{ include "provenance-gate.fullname" .root }}, namespace: {{ .root.Release.Namespace }}, path: {{ .path }}, port: 443}
{{- if and (eq .root.Values.certificates.mode "supplied") .root.Values.certificates.supplied.caBundle }}
caBundle: {{ b64enc .root.Values.certificates.supplied.caBundle }}
{{- end }}
{{- end -}}

{{/* Argo CD makes the webhook configurations when the replicas are healthy, and takes them away before the replicas. */}}
{{- define "provenance-gate.webhookAnnotations" -}}
argocd.argoproj.io/sync-wave: "1"
{{- if eq .Values.certificates.mode "cert-manager" }}
cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/{{ include "provenance-gate.fullname" . }}
{{- end }}
{{- end -}}

{{/* What the schema cannot say. */}}
{{- define "provenance-gate.refusals" -}}
{{- if has .Release.Namespace (list "kube-system" "kube-public" "kube-node-lease" "default") -}}
{{- fail (printf "the namespace %s is not for this chart: the webhook never asks about its own namespace, so give it one of its own (--namespace provenance-gate --create-namespace)" .Release.Namespace) -}}
{{- end -}}
{{- if and .Values.floor.registries.action (not .Values.floor.registries.allowed) -}}
{{- fail "floor.registries.allowed: name what image names may begin with, such as cgr.dev/acme.com/; an empty list would refuse every Pod" -}}
{{- end -}}
{{- end -}}
