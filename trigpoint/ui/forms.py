"""Forms drawn with the NHS macros, whatever the form."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """`{{ form }}` is a whole form: error summary, then its fields."""

    form_template_name = "ui/form.jinja"
    field_template_name = "ui/field.jinja"
