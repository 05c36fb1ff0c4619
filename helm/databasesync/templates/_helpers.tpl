{{- define "databasesync.name" -}}
{{- printf "%s" .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "databasesync.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}

{{- define "databasesync.selector" -}}
app.kubernetes.io/name: databasesync
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "databasesync.labels" -}}
{{ include "databasesync.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "databasesync.web.name" -}}
{{- printf "%s-web" (include "databasesync.name" .) }}
{{- end }}

{{- define "databasesync.web.selector" -}}
app.kubernetes.io/name: databasesync-web
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "databasesync.web.labels" -}}
{{ include "databasesync.web.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}
